using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Mixtures;
using Pushforward.Numerics.Random;

namespace Pushforward.Samples;

/// <summary>
/// Fits a latent class analysis to a survey with holes in it and fills them. survey.csv is simulated: 400 rows of two kinds, 7% of the answers missing at random.
/// </summary>
public static class SurveySample
{
    /// <summary>The survey beside the program.</summary>
    public static string DataPath => Path.Combine(AppContext.BaseDirectory, "survey.csv");

    /// <summary>Fits to a table of answers and writes it completed.</summary>
    public static MixtureFit Run(string path, string completed)
    {
        // The column 'id' is no answer, so it is left out; empty fields are missing answers.
        var table = new TableOptions { Columns = ["walks", "swims", "cycles", "reads", "distance"] };
        var fitting = new MixtureFitting(DataSource.Open(path, new DataOptions { Table = table }), new BinarizationOptions());
        var fit = fitting.Fit(new BernoulliMixtureOptions { Components = 2, Restarts = 10, PriorStrength = 0, Tolerance = 1e-10 });

        var classes = fit.Model.Classes;
        var schema = fitting.Train.Schema!;
        for (int k = 0; k < classes.Components; k++)
        {
            var yes = Enumerable.Range(0, 4).Select(d => $"{schema[d].Name} {classes.Probabilities(k, d)[1]:P0}");
            Console.WriteLine($"class {k + 1}, {classes.Weights[k]:P0} of all: {string.Join(", ", yes)}");
        }

        // One draw from p(missing | observed): answers filled in hang together as the model has it.
        var filled = classes.DrawMissing(fitting.Train.Answers, new RandomStream(seed: 0, "impute"));
        var lines = Enumerable.Range(0, filled.Rows).Select(n => string.Join(',', schema.Select((column, d) => column.Levels[filled[n, d]])));
        File.WriteAllLines(completed, lines.Prepend(string.Join(',', schema.Select(column => column.Name))));
        return fit;
    }
}
