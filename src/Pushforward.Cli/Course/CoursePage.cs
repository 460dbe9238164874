using System.Text.RegularExpressions;
using Pushforward.Reporting.Html;

namespace Pushforward.Cli.Course;

/// <summary>The course's page: what came out of every part in a sentence each, then the parts.</summary>
internal static partial class CoursePage
{
    /// <summary>Puts the page together.</summary>
    /// <param name="context">What the parts share.</param>
    /// <param name="parts">Parts that have computed.</param>
    public static ReportBuilder Of(CourseContext context, IReadOnlyList<CoursePart> parts)
    {
        string command = $"pushforward demo --data {context.DataName}{(context.IsQuick ? " --quick" : "")} --seed {context.Seed}";
        var page = new ReportBuilder(
            "Generative models, from coins to flows",
            $"Mixtures, a flow and a variational autoencoder learn the same {context.Train.Rows:N0} images ({context.Data.Name}), draw new ones and are compared on one footing; "
            + "and the pieces they are made of, divergences, changes of variable and invertible maps, are each worked through and checked.");
        var summary = page.Section("In short");
        summary.List([.. parts.Select(part => RichText.Link(part.Title, part.Id) + ". " + Sentence(part.Finding))]);
        if (context.IsQuick)
        {
            summary.Note(
                "This is the quick run: networks are small and were trained for seconds, so NICE and the VAE are far from what they can do, and conclusions hold for these models only. "
                + "Without --quick the same page takes up to twenty minutes on two cores.");
        }
        summary.Command(command, "Make this page again");
        summary.Paragraph("Stopped, the same command goes on where it was: models whose options, seed and images agree are taken from disk. The command at the end of each part gives its figures alone.");
        foreach (var part in parts)
        {
            var section = page.Section(part.Title, part.Id);
            part.Write(section);
            section.Command(Wrapped(part.Command));
        }
        page.Footer = $"Pushforward {typeof(CoursePage).Assembly.GetName().Version!.ToString(3)}, seed {context.Seed}, images {context.Fingerprint}.";
        return page;
    }

    // Lines that fit the page, as a shell reads them.
    private static string Wrapped(string commands)
    {
        const int width = 84;
        var lines = new List<string>();
        foreach (string command in commands.Split('\n'))
        {
            string line = "";
            // Before an option or a file only, so that no quoted text is cut.
            foreach (string word in Words().Split(command))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    lines.Add(line + " \\");
                    line = "   ";
                }
                line = line.Length == 0 ? word : $"{line} {word}";
            }
            lines.Add(line);
        }
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@" (?=--|[^"" ]*\.safetensors)")]
    private static partial Regex Words();

    // Sentences from the library have a hyphen for a minus.
    private static string Sentence(string text) => text.Replace(" -", " −", StringComparison.Ordinal);
}
