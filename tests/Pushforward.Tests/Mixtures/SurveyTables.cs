using System.Globalization;
using System.Text;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.Mixtures;

/// <summary>Tables as surveys give them: yes and no with and without holes, several answers, numbers with a fraction of zeros, weights.</summary>
internal static class SurveyTables
{
    public const string Header = "smokes,owns,colour,age,always,weight";

    /// <summary>A table of two kinds of respondent.</summary>
    /// <param name="rows">How many. A level of 'age' is first seen in the last row.</param>
    /// <param name="seed">Another seed is another table.</param>
    public static string Text(int rows, long seed)
    {
        var random = new RandomStream(seed, "test-survey");
        var text = new StringBuilder(Header).Append('\n');
        for (int n = 0; n < rows; n++)
        {
            bool kind = random.NextDouble() < 0.4;
            string smokes = random.NextDouble() < (kind ? 0.8 : 0.2) ? "yes" : "no";
            string owns = random.NextDouble() < 0.1 ? "" : random.NextDouble() < (kind ? 0.3 : 0.7) ? "2" : "1";
            string colour = random.NextDouble() < 0.2 ? "?" : Pick(random, kind, "red", "green", "blue");
            string age = n == rows - 1 ? "young" : random.NextDouble() < 0.05 ? "" : Pick(random, !kind, "1.0", "2", "3", "10", "11", "12");
            text.Append(CultureInfo.InvariantCulture, $"{smokes},{owns},{colour},{age},1,{0.25 + random.NextDouble():R}\n");
        }
        return text.ToString();
    }

    private static string Pick(RandomStream random, bool first, params ReadOnlySpan<string> answers)
    {
        double place = random.NextDouble();
        return answers[(int)((first ? place * place : Math.Sqrt(place)) * answers.Length)];
    }
}
