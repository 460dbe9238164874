namespace Pushforward.Reporting.Html;

/// <summary>The one stylesheet of reports: system fonts, light and dark by the reader's choice, phone to desktop to paper.</summary>
internal static class ReportStyle
{
    /// <summary>The stylesheet; surfaces match those the charts' colours were chosen for.</summary>
    public const string Css = """

        :root{color-scheme:light dark;--page:#fff;--ink:#1d2228;--muted:#59626c;--line:#dde2e7;--soft:#f4f6f8;--accent:#005f9e}
        @media screen and (prefers-color-scheme:dark){
        :root{--page:#15181c;--ink:#e6e9ec;--muted:#a7b0b9;--line:#30373f;--soft:#1d2227;--accent:#7cbcf0}
        img.ink{filter:invert(1)}
        }
        *{box-sizing:border-box}
        html{scroll-behavior:smooth;-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0 auto;padding:0 1.25rem 4rem;max-width:50rem;background:var(--page);color:var(--ink);
        font:1.0625rem/1.6 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','DejaVu Sans',sans-serif}
        header{padding:3.5rem 0 1rem}
        h1{margin:0;font-size:clamp(1.8rem,1.3rem + 2.4vw,2.6rem);line-height:1.15;letter-spacing:-.02em;font-weight:700;text-wrap:balance}
        .lead{margin:.9rem 0 0;font-size:1.2rem;line-height:1.5;color:var(--muted);max-width:40rem;text-wrap:pretty}
        h2{margin:0 0 .8rem;font-size:1.55rem;line-height:1.25;letter-spacing:-.01em;font-weight:650;text-wrap:balance}
        h3{margin:2rem 0 .5rem;font-size:1.12rem;line-height:1.35;font-weight:650}
        section{padding-top:2.2rem;margin-top:2.2rem;border-top:1px solid var(--line);scroll-margin-top:0}
        p,ul{margin:0 0 1rem;max-width:42rem;text-wrap:pretty;overflow-wrap:break-word}
        ul{padding-left:1.25rem}li{margin:.3rem 0}
        a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
        a:focus-visible,[tabindex]:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:3px}
        .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--page);padding:.5rem 1rem;z-index:1}
        code,pre{font-family:ui-monospace,SFMono-Regular,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:.88em}
        p code,li code,td code,th code,figcaption code{background:var(--soft);padding:.1em .35em;border-radius:4px}
        sub,sup{font-size:.72em;line-height:0}
        var{font-family:Cambria,'STIX Two Text','Times New Roman',serif;font-size:1.08em}
        nav{margin:1.2rem 0 0}
        nav ol{margin:0;padding:0;list-style:none;counter-reset:s;columns:17rem;column-gap:2rem}
        nav li{counter-increment:s;margin:0;padding:.22rem 0 .22rem 1.9rem;text-indent:-1.9rem;break-inside:avoid;line-height:1.4}
        nav li::before{content:counter(s);display:inline-block;width:1.9rem;text-indent:0;color:var(--muted);font-variant-numeric:tabular-nums}
        nav a{text-decoration:none}nav a:hover{text-decoration:underline}
        figure{margin:1.6rem 0}
        figcaption,.note{color:var(--muted);font-size:.92rem;line-height:1.5;max-width:42rem;text-wrap:pretty}
        figcaption{margin-top:.6rem}figcaption b{color:var(--ink);font-weight:600}
        .chart{container-type:inline-size}
        .chart svg{display:block;width:100%;height:auto}
        .compact{display:none}.compact svg{max-width:30rem}
        @container (max-width:560px){.wide:not(:only-of-type){display:none}.compact{display:block}}
        img{display:block;max-width:100%;height:auto;image-rendering:pixelated}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(4rem,1fr));gap:.9rem .7rem}
        .tile img{width:100%;border:1px solid var(--line)}.tile img.ink{border-color:#d6d6d6}
        .tile span{display:block;margin-top:.25rem;font-size:.85rem;line-height:1.35;color:var(--muted);font-variant-numeric:tabular-nums;text-align:center}
        .strips{display:grid;grid-template-columns:fit-content(7.5rem) minmax(0,1fr);gap:.3rem .9rem;align-items:center}
        .strips img{width:100%}
        .strips span{font-size:.85rem;line-height:1.3;color:var(--muted);font-variant-numeric:tabular-nums}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(19rem,100%),1fr));gap:0 2rem}
        .columns>div{min-width:0}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:.95rem;line-height:1.4;font-variant-numeric:tabular-nums}
        .table figcaption{margin:0 0 .5rem}.note{margin:.6rem 0 0}
        th,td{padding:.5rem .9rem .5rem 0;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--line)}
        th:last-child,td:last-child{padding-right:.25rem}
        thead th{vertical-align:bottom;font-weight:600;border-bottom:1.5px solid var(--muted)}
        tbody th{font-weight:500}
        tbody th{min-width:6.5rem}
        .number{text-align:right;white-space:nowrap}thead .number{white-space:normal}
        .unit{display:block;font-weight:400;font-size:.85rem;color:var(--muted)}
        .key{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:1rem;margin:1.4rem 0}
        .key div{background:var(--soft);border-radius:8px;padding:.9rem 1.1rem;display:grid;grid-template-rows:subgrid;grid-row:span 3;align-content:start;row-gap:.2rem}
        .key dt{color:var(--muted);font-size:.9rem;line-height:1.35}
        .key dd{margin:0;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums;white-space:nowrap}
        .key .detail{font-size:.88rem;font-weight:400;letter-spacing:0;color:var(--muted);white-space:normal}
        .equation{max-width:100%;overflow-x:auto;white-space:nowrap;margin:1.2rem 0;padding:.2rem 0 .2rem 1.4rem;
        font-family:Cambria,'STIX Two Math','STIX Two Text','DejaVu Serif',serif;font-size:1.1rem}
        aside{margin:1.4rem 0;padding:.1rem 0 .1rem 1.1rem;border-left:3px solid var(--accent)}
        aside p{margin:.4rem 0;font-size:.97rem}
        .command{margin:1.4rem 0}
        .command figcaption{margin:0 0 .35rem}
        pre{margin:0;padding:.8rem 1rem;background:var(--soft);border:1px solid var(--line);border-radius:6px;overflow-x:auto;line-height:1.5}
        details{margin:1.2rem 0;border:1px solid var(--line);border-radius:6px;padding:0 1rem}
        summary{padding:.65rem 0;cursor:pointer;font-weight:600}
        details>:last-child{margin-bottom:1rem}
        footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--muted);font-size:.9rem}
        @media (min-width:82rem){
        body{max-width:72rem;display:grid;grid-template-columns:15rem minmax(0,50rem);column-gap:4rem;align-content:start}
        header,main,footer{grid-column:2}
        nav{grid-column:1;grid-row:1/span 3;position:sticky;top:3.7rem;align-self:start;margin:3.7rem 0 0;font-size:.93rem;
        max-height:calc(100vh - 5rem);overflow-y:auto}
        nav ol{columns:auto}
        }
        @media (max-width:30rem){body{padding:0 1rem 3rem;font-size:1rem}header{padding-top:2rem}th,td{padding-right:.7rem}
        .strips{grid-template-columns:fit-content(4.6rem) minmax(0,1fr);column-gap:.6rem}.strips span{font-size:.75rem}}
        @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        @media print{
        html{font-size:9.5pt}body{display:block;max-width:none;padding:0}header{padding-top:0}
        nav,.skip{display:none}
        section{break-inside:auto}h2,h3{break-after:avoid}
        figure,tr,.tile,.key div,aside{break-inside:avoid}
        .scroll,pre{overflow:visible}pre{white-space:pre-wrap}
        a{color:inherit;text-decoration:none}
        details::details-content{content-visibility:visible;height:auto}
        @page{margin:18mm}
        }

        """;
}
