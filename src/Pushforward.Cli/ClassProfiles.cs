using System.Globalization;
using System.Text.Json.Nodes;
using Pushforward.Data.Tables;
using Pushforward.Mixtures;
using Pushforward.Mixtures.Inference;

namespace Pushforward.Cli;

/// <summary>The classes of a mixture fitted to a table, as text and as JSON: sizes and profiles with standard errors, and how surely rows are assigned.</summary>
internal static class ClassProfiles
{
    public static IEnumerable<string> Lines(MixtureModel model, ClassFigures figures, IReadOnlyList<ColumnLevels> schema)
    {
        var law = model.Classes;
        var criteria = figures.Criteria;
        List<string[]> rows = [["", .. Enumerable.Range(1, law.Components).Select(k => $"class {k}")]];
        rows.Add(["size", .. Enumerable.Range(0, law.Components).Select(k => WithError(law.Weights[k], figures.Errors.Weights[k], figures))]);
        for (int d = 0; d < law.Columns; d++)
        {
            for (int level = 0; level < law.Levels[d]; level++)
            {
                int place = law.FirstLevel(d) + level;
                rows.Add([
                    $"{schema[d].Name}: {Level(schema[d], level)}",
                    .. Enumerable.Range(0, law.Components).Select(k => WithError(law.Probabilities(k)[place], figures.Errors.Probabilities[k * law.TotalLevels + place], figures)),
                ]);
            }
        }
        int[] widths = [.. Enumerable.Range(0, law.Components + 1).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            yield return string.Join("   ", row.Select((field, column) => column == 0 ? field.PadRight(widths[0]) : field.PadLeft(widths[column])));
        yield return "";
        yield return figures.Errors.Status switch
        {
            StandardErrorStatus.NotIdentified => "No standard errors: the model is not identified by these data. Fit fewer classes.",
            StandardErrorStatus.TooManyParameters => "No standard errors: there are too many parameters.",
            _ when figures.Errors.Boundary > 0 => "In parentheses standard errors; * marks estimates at the boundary, which have none.",
            _ => "In parentheses standard errors, from the observed information.",
        };
        yield return FormattableString.Invariant(
            $"log-likelihood {criteria.LogLikelihood:F4}, {criteria.Parameters} parameters, AIC {criteria.Aic:F2}, BIC {criteria.Bic:F2}, SABIC {criteria.SampleSizeAdjustedBic:F2}, CAIC {criteria.Caic:F2}, ICL {criteria.Icl:F2}");
        yield return FormattableString.Invariant(
            $"entropy R2 {figures.EntropyRSquared:F4}; {100 * figures.ClassificationError:F2} % expected to be assigned wrongly; best maximum found by {figures.Replicated} of {figures.Restarts} starts");
    }

    public static JsonObject Json(MixtureModel model, ClassFigures figures, IReadOnlyList<ColumnLevels> schema)
    {
        var law = model.Classes;
        return new JsonObject
        {
            ["classes"] = new JsonArray([.. Enumerable.Range(0, law.Components).Select(k => (JsonNode)new JsonObject
            {
                ["size"] = law.Weights[k],
                ["standardError"] = Error(figures.Errors.Weights[k]),
                ["profile"] = new JsonArray([.. Enumerable.Range(0, law.Columns).Select(d => (JsonNode)new JsonObject
                {
                    ["column"] = schema[d].Name,
                    ["answers"] = new JsonArray([.. Enumerable.Range(0, law.Levels[d]).Select(level => (JsonNode)new JsonObject
                    {
                        ["level"] = Level(schema[d], level),
                        ["probability"] = law.Probabilities(k, d)[level],
                        ["standardError"] = Error(figures.Errors.Probabilities[k * law.TotalLevels + law.FirstLevel(d) + level]),
                    })]),
                })]),
            })]),
            ["standardErrors"] = figures.Errors.Status switch
            {
                StandardErrorStatus.NotIdentified => "not-identified",
                StandardErrorStatus.TooManyParameters => "too-many-parameters",
                _ => "observed-information",
            },
            ["boundaryEstimates"] = figures.Errors.Boundary,
            ["entropy"] = figures.EntropyRSquared,
            ["classificationError"] = figures.ClassificationError,
            ["classificationTable"] = new JsonArray([.. Enumerable.Range(0, law.Components).Select(k =>
                (JsonNode)new JsonArray([.. Enumerable.Range(0, law.Components).Select(j => (JsonNode)figures.ClassificationTable[k, j])]))]),
            ["criteria"] = new JsonObject
            {
                ["logLikelihood"] = figures.Criteria.LogLikelihood,
                ["parameters"] = figures.Criteria.Parameters,
                ["aic"] = figures.Criteria.Aic,
                ["bic"] = figures.Criteria.Bic,
                ["sabic"] = figures.Criteria.SampleSizeAdjustedBic,
                ["caic"] = figures.Criteria.Caic,
                ["icl"] = figures.Criteria.Icl,
            },
            ["restarts"] = figures.Restarts,
            ["bestReplicated"] = figures.Replicated,
        };
    }

    private static string Level(ColumnLevels column, int level) => level < column.Levels.Count ? column.Levels[level] : "other";

    // An estimate on the boundary has no standard error: null.
    private static JsonNode? Error(double error) => double.IsNaN(error) ? null : error;

    private static string WithError(double value, double error, ClassFigures figures) =>
        value.ToString("F4", CultureInfo.InvariantCulture)
        + (!double.IsNaN(error) ? FormattableString.Invariant($" ({error:F4})") : figures.Errors.Status == StandardErrorStatus.Available ? " (*)     " : "");
}
