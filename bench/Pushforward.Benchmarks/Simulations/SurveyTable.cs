using System.Globalization;
using System.Text;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Benchmarks.Simulations;

/// <summary>
/// A large survey to read block by block: 50 items of two to five answers, of which every tenth is missing, by rows of five classes. Arguments: the file to write, and how many rows.
/// </summary>
internal static class SurveyTable
{
    private const int Items = 50, Classes = 5, FewestLevels = 2, MostLevels = 5;
    private const double Missing = 0.1;

    public static int Run(string[] args)
    {
        if (args is not [var path, var count] || !int.TryParse(count, CultureInfo.InvariantCulture, out int rows))
        {
            Console.Error.WriteLine("survey-table FILE ROWS: expected a file to write and how many rows.");
            return 2;
        }
        var truth = Truth();
        var random = new RandomStream(0, "survey-rows");
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 20) { NewLine = "\n" };
        file.WriteLine(string.Join(',', Enumerable.Range(1, Items).Select(d => $"q{d}")));
        for (int n = 0; n < rows; n++)
        {
            var row = random.At(0, n);
            int k = CategoricalMixture.Draw(truth.Weights, row.NextDouble());
            for (int d = 0; d < Items; d++)
            {
                if (d > 0)
                    file.Write(',');
                int answer = CategoricalMixture.Draw(truth.Probabilities(k, d), row.NextDouble());
                if (row.NextDouble() >= Missing)
                    file.Write((char)('1' + answer));
            }
            file.WriteLine();
        }
        return 0;
    }

    // Weights and probabilities in proportion to 0.1 and a uniform number.
    private static CategoricalMixture Truth()
    {
        var random = new RandomStream(0, "survey-truth");
        int[] levels = [.. Enumerable.Range(0, Items).Select(d => FewestLevels + d % (MostLevels - FewestLevels + 1))];
        double[] weights = Law(Classes);
        double[] probabilities = [.. Enumerable.Range(0, Classes).SelectMany(_ => levels).SelectMany(Law)];
        return new CategoricalMixture(weights, probabilities, levels);

        double[] Law(int count)
        {
            double[] law = [.. Enumerable.Range(0, count).Select(_ => 0.1 + random.NextDouble())];
            return Array.ConvertAll(law, p => p / law.Sum());
        }
    }
}
