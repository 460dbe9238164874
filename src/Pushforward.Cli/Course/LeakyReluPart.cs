extern alias float64;

using float64::Pushforward.Bijectors;
using float64::Pushforward.Bijectors.Expressions;
using Pushforward.Numerics.Random;
using Pushforward.RandomVariables;
using Pushforward.Reporting.Formatting;
using Pushforward.Reporting.Html;
using Pushforward.Reporting.Reports;

namespace Pushforward.Cli.Course;

/// <summary>A flow small enough to work by hand: a permutation, a leaky ReLU and a scale, with Jacobian, determinant and inverse, all checked.</summary>
internal sealed class LeakyReluPart(CourseContext context) : CoursePart(context)
{
    private const string Flow = "chain(permute(2,0,1), leaky-relu(0.1), scale(2,3,4))", Variable = "leaky-relu(x, 0.1)", Let = "x=normal(0,1)";
    private const int Draws = 20_000;

    private static readonly double[] Point = [1, -2, 3];

    private FlowAtPoint _flow = null!;
    private RandomVariable _law = null!;

    public override string Title => "A flow by hand: the leaky ReLU";

    public override string Id => "leaky-relu";

    public override string Finding => _flow.Check.Passed
        ? $"Determinant {NumberText.Compact(_flow.Determinant, 6)} by hand, by differentiation and by differences; the way back returns to the start within {NumberText.Compact(_flow.Check.RoundTrip, 1)}."
        : $"The check failed: {string.Join(" ", _flow.Check.Failures)}";

    public override string Command => $"pushforward flow \"{Flow}\" --at {string.Join(',', Point)}\npushforward variable \"{Variable}\" --let \"{Let}\" --verify {Draws} --seed {Context.Seed} --out leaky-relu.svg";

    public override void Compute()
    {
        _flow = FlowAtPoint.Of(BijectorReader.Read(Flow), [.. Point]);
        var reader = new VariableReader();
        reader.Let(Let);
        _law = reader.Read(Variable);
    }

    public override void Write(ReportSection section)
    {
        section.Paragraph(
            "The leaky ReLU leaves positive numbers as they are and multiplies negative ones by a slope a > 0. Unlike the ReLU it can be undone: negative numbers are divided by a. "
            + "Its Jacobian is diagonal, one where the number is positive and a where it is negative, so the determinant is a to the power of how many are negative.");
        section.Equation("y = x for x ≥ 0, ax for x < 0");
        section.Equation("x = y for y ≥ 0, y/a for y < 0");
        section.Equation("log|det J| = (number of negative x) · ln a");
        section.Paragraph(
            $"In a chain determinants multiply. Take the permutation that puts the third value first (determinant 1, two swaps), the leaky ReLU of slope 0.1, and the scale (2, 3, 4), at the point ({string.Join(", ", Point.Select(x => NumberText.Compact(x)))}). "
            + "Permuted: (3, 1, −2). Leaky: (3, 1, −0.2). Scaled: (6, 3, −0.8). The determinant is 1 · 0.1 · 24 = 2.4.");
        section.Table(new Table
        {
            Caption = "The Jacobian, by reverse-mode differentiation in double precision.",
            Columns = ["", .. Enumerable.Range(1, Point.Length).Select(j => new TableColumn($"∂/∂x{Subscript(j)}") { Decimals = 2 })],
            Rows = [.. Enumerable.Range(0, Point.Length).Select(i => (IReadOnlyList<TableCell>)[$"y{Subscript(i + 1)} = {NumberText.Compact(_flow.Forward[i])}", .. Enumerable.Range(0, Point.Length).Select(j => (TableCell)_flow.Jacobian[i, j])])],
        });
        section.Table(new Table
        {
            Caption = "The way there and back, checked.",
            Columns = ["Figure", "Value"],
            Rows =
            [
                ["determinant of the Jacobian", NumberText.Compact(_flow.Determinant, 10)],
                ["log|det J|, as the flow says", NumberText.Compact(_flow.LogAbsDet, 10)],
                ["inverse of y", $"({string.Join(", ", _flow.Inverse.Select(x => NumberText.Compact(x)))})"],
                ["log|det| of the inverse", NumberText.Compact(_flow.InverseLogAbsDet, 10)],
                ["error of the round trip", NumberText.Compact(_flow.Check.RoundTrip, 2)],
                ["error of log|det| against the Jacobian", NumberText.Compact(_flow.Check.LogDetError, 2)],
                ["all checks, here and beside the kink", _flow.Check.Passed ? "passed" : "failed"],
            ],
        });
        section.Figure(
            LawCharts.Density($"A normal variable through the leaky ReLU of slope 0.1", _law.Law, _law.Sample(Draws, new RandomStream(Context.Seed, "verify"))),
            "What the flow does to a density: the negative half is pressed into a tenth of its width and stands ten times as high, which is the 1/|det J| of the formula. At 0 the density jumps.");
    }

    private static char Subscript(int digit) => (char)('₀' + digit);
}
