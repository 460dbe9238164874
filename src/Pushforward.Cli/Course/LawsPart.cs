using Pushforward.Numerics.Random;
using Pushforward.RandomVariables;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Course;

/// <summary>Three changes of variable: the law computed, and values simulated without it, one over the other.</summary>
internal sealed class LawsPart(CourseContext context) : CoursePart(context)
{
    private static readonly Example[] Examples =
    [
        new(
            "1/x", ["x=cauchy(0,1)"], "One over a Cauchy variable", 0.04,
            "The map z = 1/x is its own inverse, with |dx/dz| = 1/z². So the density of Z is that of X at 1/z, over z²; and that is the Cauchy density again.",
            "f_Z(z) = f_X(1/z) / z^2 = 1 / (π (1 + 1/z^2) z^2) = 1 / (π (1 + z^2))"),
        new(
            "exp(y)", ["y=normal(0,1)"], "The exponential of a normal variable", 0.01,
            "The map z = exp(y) goes to positive numbers, with inverse ln z and dy/dz = 1/z: the log-normal law. Its mean is √e, not e⁰: a map does not take means to means.",
            "f_Z(z) = e^{−(ln z)²/2} / (z √(2π)) for z > 0, and 0 elsewhere"),
        new(
            "sqrt(x^2+y^2)", ["x=uniform(0,1)", "y=uniform(0,1)"], "The distance of a point of the unit square from its corner", 1e-4,
            "Two variables become one, so areas are counted: P(Z ≤ z) is the part of the square within z of the corner. Up to 1 that is a quarter of a disc; beyond, the arcs that stick out are gone.",
            "f_Z(z) = πz/2 on [0, 1];  πz/2 − 2z arctan √(z² − 1) on (1, √2]"),
    ];

    private readonly List<(RandomVariable Variable, Verification Check, double[] Sample)> _laws = [];

    public override string Title => "Changes of variable: three laws";

    public override string Id => "laws";

    public override string Finding =>
        $"Computed densities agree with {NumberText.Fixed(Draws)} simulated values each: the smallest of three p-values is {NumberText.Compact(_laws.Min(law => law.Check.PValue), 2)}.";

    public override string Command => string.Join('\n', Examples.Select((example, i) =>
        $"pushforward variable \"{example.Expression}\" {string.Join(' ', example.Lets.Select(let => $"--let \"{let}\""))} --verify {Draws} --seed {Context.Seed} --out law-{i + 1}.svg"));

    private int Draws => Context.IsQuick ? 20_000 : 200_000;

    public override void Compute()
    {
        foreach (var example in Examples)
        {
            var reader = new VariableReader();
            foreach (string let in example.Lets)
                reader.Let(let);
            var variable = reader.Read(example.Expression);
            // One stream by name: the picture shows the very values that the statistic is of.
            RandomStream Stream() => new(Context.Seed, "verify");
            _laws.Add((variable, variable.Verify(Draws, Stream()), variable.Sample(Draws, Stream())));
        }
    }

    public override void Write(ReportSection section)
    {
        section.Paragraph(
            "If Z = g(X) and g is one to one, probability is carried along: what X has near x, Z has near g(x), spread over an interval |g′(x)| times as long. Where several x give one z, their shares add up.");
        section.Equation(RichText.Math("f_Z(z) = Σ f_X(x) / |g′(x)| over all x with g(x) = z"));
        foreach (var (example, (variable, check, sample)) in Examples.Zip(_laws))
        {
            section.Subheading(example.Title);
            section.Paragraph(example.Derivation);
            section.Equation(RichText.Math(example.Density));
            section.Figure(
                LawCharts.Density($"The law of {example.Expression}, {string.Join(", ", example.Lets)}", variable.Law, sample, example.Tail),
                $"The curve is computed, the histogram simulated without it; Kolmogorov and Smirnov's test of one against the other has a p-value of {NumberText.Compact(check.PValue, 2)}.");
        }
    }

    /// <summary>A function of variables.</summary>
    /// <param name="Expression">The function.</param>
    /// <param name="Lets">The variables' laws.</param>
    /// <param name="Title">In words.</param>
    /// <param name="Tail">The probability the picture leaves out on either side.</param>
    /// <param name="Derivation">How its density is found.</param>
    /// <param name="Density">The density.</param>
    private sealed record Example(string Expression, string[] Lets, string Title, double Tail, string Derivation, string Density);
}
