using System.Globalization;
using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Cli;

/// <summary>How missing answers are filled in.</summary>
internal enum ImputationMode
{
    Mean,
    Mode,
    Draw,
}

/// <summary>Completes rows in parts, so that predictions of a large table need not lie in memory at once.</summary>
internal sealed class CompletedRows(CategoricalMixture mixture, CategoricalRows rows, ImputationMode mode)
{
    private const int RowsPerPart = 4096;

    /// <summary>Every row with its answers as text in the words of the schema; a mean is a number.</summary>
    /// <exception cref="ArgumentException">A mean of words is asked for.</exception>
    public IEnumerable<string[]> AsText(IReadOnlyList<ColumnLevels> schema, RandomStream random)
    {
        double[]?[] values = [.. schema.Select((column, d) => mode == ImputationMode.Mean && HasHoles(d) ? Values(column) : null)];
        return Text(schema, values, random);
    }

    /// <summary>Every row of binary answers as numbers in [0, 1]. Shape [rows, columns].</summary>
    public float[] AsNumbers(RandomStream random)
    {
        var result = new float[checked(rows.Rows * rows.Columns)];
        int next = 0;
        foreach (var (part, complete, predicted) in Parts(random))
        {
            for (int n = 0; n < part.Rows; n++)
            {
                for (int d = 0; d < part.Columns; d++)
                {
                    int code = complete?[n, d] ?? part[n, d];
                    result[next++] = code != CategoricalRows.Missing ? code : (float)predicted![n * mixture.TotalLevels + mixture.FirstLevel(d) + 1];
                }
            }
        }
        return result;
    }

    private bool HasHoles(int column) => !rows.Layout.IsSingle(column) && Enumerable.Range(0, rows.Rows).Any(n => rows[n, column] == CategoricalRows.Missing);

    private IEnumerable<string[]> Text(IReadOnlyList<ColumnLevels> schema, double[]?[] values, RandomStream random)
    {
        foreach (var (part, complete, predicted) in Parts(random))
        {
            for (int n = 0; n < part.Rows; n++)
            {
                yield return [.. Enumerable.Range(0, schema.Count).Select(d => complete?[n, d] ?? part[n, d]).Select((code, d) =>
                    code != CategoricalRows.Missing ? Word(schema[d], code)
                    : Mean(predicted.AsSpan(n * mixture.TotalLevels + mixture.FirstLevel(d), mixture.Levels[d]), values[d]!).ToString("R", CultureInfo.InvariantCulture))];
            }
        }
    }

    private IEnumerable<(CategoricalRows Part, CategoricalRows? Complete, double[]? Predicted)> Parts(RandomStream random)
    {
        for (int first = 0; first < rows.Rows; first += RowsPerPart)
        {
            var part = rows.Select([.. Enumerable.Range(first, Math.Min(RowsPerPart, rows.Rows - first))]);
            yield return mode switch
            {
                ImputationMode.Mode => (part, mixture.FillByMode(part), null),
                ImputationMode.Draw => (part, mixture.DrawMissing(part, random, first), null),
                _ => (part, null, mixture.Predict(part)),
            };
        }
    }

    private static string Word(ColumnLevels column, int code) =>
        code < column.Levels.Count ? column.Levels[code] : code.ToString(CultureInfo.InvariantCulture);

    private static double[] Values(ColumnLevels column)
    {
        var values = new double[Math.Max(2, column.Levels.Count)];
        for (int level = 0; level < values.Length; level++)
        {
            string word = Word(column, level);
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out values[level]))
            {
                throw new ArgumentException(
                    $"--mode mean: column '{column.Name}' has the level '{word}', and words have no mean. Fill with --mode mode or --mode draw.");
            }
        }
        return values;
    }

    private static double Mean(ReadOnlySpan<double> law, double[] values)
    {
        double mean = 0;
        for (int level = 0; level < law.Length; level++)
            mean += law[level] * values[level];
        return mean;
    }
}
