using System.Numerics.Tensors;
using Pushforward.Data;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;

namespace Pushforward.Mixtures;

/// <summary>
/// A mixture of products of categorical laws: p(x) = sum_k pi_k prod_d p_kd(x_d), the latent class model (Lazarsfeld &amp; Henry 1968; for
/// more than two levels Goodman 1974). The product runs over the answers that are there, so that a row with missing answers has the
/// probability of what was answered: exactly the marginal, and all the likelihood there is when answers are missing at random (Rubin 1976).
/// </summary>
public sealed class CategoricalMixture
{
    private readonly double[] _weights;
    private readonly double[] _probabilities;
    private readonly int[] _levels;
    private readonly int[] _first;

    /// <summary>A mixture with given parameters.</summary>
    /// <param name="weights">pi, at least 0 and summing to 1. Shape [components].</param>
    /// <param name="probabilities">
    /// p_kd(l) above 0, summing to 1 over the levels of a column; for a component the levels of its first column, then of its second, and so on.
    /// Shape [components, levels of all columns].
    /// </param>
    /// <param name="levels">Levels of each column. Shape [columns].</param>
    /// <exception cref="ArgumentException">A parameter is out of its range, or sizes do not agree.</exception>
    public CategoricalMixture(ReadOnlySpan<double> weights, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> levels)
    {
        if (weights.IsEmpty || levels.IsEmpty)
            throw new ArgumentException($"CategoricalMixture: expected at least one component and one column, got {weights.Length} and {levels.Length}.");
        _levels = levels.ToArray();
        _first = new int[levels.Length + 1];
        for (int d = 0; d < levels.Length; d++)
        {
            if (levels[d] < 1)
                throw new ArgumentException($"levels: expected at least 1, got {levels[d]} (CategoricalMixture, column {d}).");
            _first[d + 1] = checked(_first[d] + levels[d]);
        }
        if (probabilities.Length != (long)weights.Length * _first[^1])
        {
            throw new ArgumentException(
                $"probabilities: expected {weights.Length} x {_first[^1]} values, got {probabilities.Length} (CategoricalMixture, parameter 'probabilities').");
        }
        (_weights, _probabilities) = (weights.ToArray(), probabilities.ToArray());
        CheckLaw(_weights, "weights", zero: true);
        for (int k = 0; k < weights.Length; k++)
        {
            for (int d = 0; d < levels.Length; d++)
                CheckLaw(Probabilities(k, d), $"probabilities of component {k}, column {d}", zero: false);
        }
    }

    /// <summary>A Bernoulli mixture as the categorical one of two levels that it is.</summary>
    /// <param name="mixture">A law on bits.</param>
    public static CategoricalMixture Of(BernoulliMixture mixture)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        var probabilities = new double[checked(2 * mixture.Means.Length)];
        for (int i = 0; i < mixture.Means.Length; i++)
            (probabilities[2 * i], probabilities[2 * i + 1]) = (1 - mixture.Means[i], mixture.Means[i]);
        int[] levels = new int[mixture.Columns];
        levels.AsSpan().Fill(2);
        return new CategoricalMixture(mixture.Weights, probabilities, levels);
    }

    /// <summary>K.</summary>
    public int Components => _weights.Length;

    /// <summary>D.</summary>
    public int Columns => _levels.Length;

    /// <summary>Levels of each column. Shape [columns].</summary>
    public ReadOnlySpan<int> Levels => _levels;

    /// <summary>Levels of all columns together.</summary>
    public int TotalLevels => _first[^1];

    /// <summary>pi. Shape [components].</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Free parameters: K - 1 weights, and for every component one less than a column has levels.</summary>
    public long ParameterCount => Components - 1L + (long)Components * (TotalLevels - Columns);

    /// <summary>Where a column's levels begin among those of all.</summary>
    /// <param name="column">From 0; <see cref="Columns"/> gives the end of the last.</param>
    public int FirstLevel(int column) => _first[column];

    /// <summary>The law of all columns given a component, one column after another. Shape [levels of all columns].</summary>
    /// <param name="component">From 0.</param>
    public ReadOnlySpan<double> Probabilities(int component)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)component, (uint)Components, nameof(component));
        return _probabilities.AsSpan(component * TotalLevels, TotalLevels);
    }

    /// <summary>The law of a column given a component. Shape [levels of the column].</summary>
    /// <param name="component">From 0.</param>
    /// <param name="column">From 0.</param>
    public ReadOnlySpan<double> Probabilities(int component, int column) => Probabilities(component)[_first[column].._first[column + 1]];

    /// <summary>log p of what each row answers, the rest marginalised, exact, in nats; 0 for a row without answers.</summary>
    /// <param name="rows">Answers in the levels of the mixture. Shape [rows, columns].</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <returns>Shape [rows].</returns>
    public double[] LogProb(CategoricalRows rows, ThreadTeam? team = null)
    {
        using var pass = new AnswerPass(this, new StoredRows(Checked(rows)), team);
        return pass.LogProb();
    }

    /// <summary>r_nk = p(k | what row n answers), normalised in log space.</summary>
    /// <param name="rows">Answers in the levels of the mixture. Shape [rows, columns].</param>
    /// <param name="team">Who works; the shared team when null.</param>
    /// <returns>Row-major. Shape [rows, components].</returns>
    public double[] Responsibilities(CategoricalRows rows, ThreadTeam? team = null)
    {
        using var pass = new AnswerPass(this, new StoredRows(Checked(rows)), team);
        return pass.Responsibilities();
    }

    /// <summary>
    /// p(x_d = l | what the row answers) = sum_k r_k p_kd(l) for every column and level: for a missing answer its law given the others, for
    /// one that is there the law of a new answer from the same component.
    /// </summary>
    /// <param name="rows">Answers in the levels of the mixture. Shape [rows, columns].</param>
    /// <returns>Row-major. Shape [rows, levels of all columns].</returns>
    public double[] Predict(CategoricalRows rows)
    {
        double[] responsibilities = Responsibilities(rows);
        var result = new double[checked(rows.Rows * TotalLevels)];
        for (int n = 0; n < rows.Rows; n++)
        {
            var row = result.AsSpan(n * TotalLevels, TotalLevels);
            for (int k = 0; k < Components; k++)
                TensorPrimitives.MultiplyAdd(Probabilities(k), responsibilities[n * Components + k], row, row);
        }
        return result;
    }

    /// <summary>
    /// Rows completed by draws from p(missing | observed): a component from its posterior given what the row answers, then every missing answer from
    /// that component, so that the answers filled in depend on each other as the law has it. Answers that are there stay.
    /// </summary>
    /// <param name="rows">Answers in the levels of the mixture. Shape [rows, columns].</param>
    /// <param name="random">The stream; row n uses its row n, so that any row can be drawn alone.</param>
    /// <param name="firstRow">The stream's row of the first, for data completed in parts.</param>
    public CategoricalRows DrawMissing(CategoricalRows rows, RandomStream random, long firstRow = 0)
    {
        ArgumentNullException.ThrowIfNull(random);
        double[] responsibilities = Responsibilities(rows);
        var complete = new CategoricalRows(rows.Rows, rows.Layout);
        for (int n = 0; n < rows.Rows; n++)
        {
            var stream = random.At(0, firstRow + n);
            int k = Draw(responsibilities.AsSpan(n * Components, Components), stream.NextDouble());
            for (int d = 0; d < Columns; d++)
            {
                int code = rows[n, d];
                complete[n, d] = code != CategoricalRows.Missing ? code : Draw(Probabilities(k, d), stream.NextDouble());
            }
        }
        return complete;
    }

    /// <summary>Rows completed by the likeliest level of each missing answer given what the row answers; the lower level where two are equally likely.</summary>
    /// <param name="rows">Answers in the levels of the mixture. Shape [rows, columns].</param>
    public CategoricalRows FillByMode(CategoricalRows rows)
    {
        double[] predicted = Predict(rows);
        var complete = new CategoricalRows(rows.Rows, rows.Layout);
        for (int n = 0; n < rows.Rows; n++)
        {
            for (int d = 0; d < Columns; d++)
            {
                int code = rows[n, d];
                complete[n, d] = code != CategoricalRows.Missing
                    ? code
                    : TensorPrimitives.IndexOfMax<double>(predicted.AsSpan(n * TotalLevels + _first[d], _levels[d]));
            }
        }
        return complete;
    }

    /// <summary>New rows: a component from pi, then each answer from its law.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">The stream; row n uses its row n, so that any row can be drawn alone.</param>
    /// <returns>The answers [count, columns], none missing, and the component of each row.</returns>
    public (CategoricalRows Answers, int[] Components) Sample(int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(random);
        var answers = new CategoricalRows(count, new BitLayout(_levels, Array.ConvertAll(_levels, levels => levels == 2)));
        var components = new int[count];
        for (int n = 0; n < count; n++)
        {
            var stream = random.At(0, n);
            int k = components[n] = Draw(_weights, stream.NextDouble());
            for (int d = 0; d < Columns; d++)
                answers[n, d] = Draw(Probabilities(k, d), stream.NextDouble());
        }
        return (answers, components);
    }

    /// <summary>log p of a row by the definition: the product over the answers that are there, then log-sum-exp over components.</summary>
    /// <param name="codes">Codes or <see cref="CategoricalRows.Missing"/>. Shape [columns].</param>
    public double LogProb(ReadOnlySpan<int> codes)
    {
        var joint = new double[Components];
        for (int k = 0; k < joint.Length; k++)
        {
            joint[k] = Math.Log(_weights[k]);
            for (int d = 0; d < codes.Length; d++)
            {
                if (codes[d] != CategoricalRows.Missing)
                    joint[k] += Math.Log(Probabilities(k, d)[codes[d]]);
            }
        }
        double max = joint.Max();
        return double.IsNegativeInfinity(max) ? max : max + Math.Log(joint.Sum(value => Math.Exp(value - max)));
    }

    internal static int Draw(ReadOnlySpan<double> probabilities, double uniform)
    {
        double cumulative = 0;
        int last = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] == 0)
                continue;
            last = i;
            cumulative += probabilities[i];
            if (uniform < cumulative)
                return i;
        }
        // Rounding can leave the cumulative sum just short of a uniform just short of one.
        return last;
    }

    private CategoricalRows Checked(CategoricalRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Layout.Levels.SequenceEqual(_levels)
            ? rows
            : throw new ArgumentException(
                $"rows: the mixture has {Columns} columns of {TotalLevels} levels together, the data have {rows.Columns} of {rows.Layout.Levels.ToArray().Sum()}; "
                + "use data of the kind it was fitted to.", nameof(rows));
    }

    private static void CheckLaw(ReadOnlySpan<double> probabilities, string what, bool zero)
    {
        double sum = 0;
        foreach (double p in probabilities)
        {
            if (!((zero ? p >= 0 : p > 0) && p <= 1 + 1e-9))
                throw new ArgumentException($"{what}: expected a number in {(zero ? "[" : "(")}0, 1], got {p} (CategoricalMixture).");
            sum += p;
        }
        if (Math.Abs(sum - 1) > 1e-6)
            throw new ArgumentException($"{what}: expected a sum of 1, got {sum} (CategoricalMixture).");
    }
}
