using Pushforward.Data;
using Pushforward.DiscreteFlows;
using Pushforward.Evaluation;
using Pushforward.Mixtures;
using Pushforward.Models;
using Pushforward.Numerics.Random;

namespace Pushforward.Tests.DiscreteFlows;

public class DiscreteFlowTests
{
    public static TheoryData<string> Kinds => [.. BitMaps.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Probabilities_of_all_states_sum_to_one_and_codes_come_back(string kind)
    {
        const int columns = 10;
        var random = new RandomStream(3, kind);
        var flow = new DiscreteFlow(Base(columns, 2, random), BitMaps.Of(kind, columns, random));
        var states = States(columns);
        double[] all = flow.LogProb(states);
        Assert.Equal(1, all.Sum(Math.Exp), 1e-9);
        Same(states, flow.Decode(flow.Encode(states)));

        // Few rows go through the map, many through its table: both must say the same.
        var few = new BitMatrix(3, columns);
        for (int n = 0; n < 3; n++)
            states.Row(100 * n).CopyTo(few.MutableRow(n));
        double[] direct = new DiscreteFlow(flow.Base, flow.Map).LogProb(few);
        for (int n = 0; n < 3; n++)
            Assert.Equal(all[100 * n], direct[n], 1e-12);
    }

    [Fact]
    public void A_map_moves_masses_and_changes_none()
    {
        var random = new RandomStream(5, "masses");
        var codes = Base(8, 1, random);
        double[] Sorted(double[] values) => [.. values.Order()];
        var flow = new DiscreteFlow(codes, BitMaps.Of("chain", 8, random));
        Assert.Equal(Sorted(codes.LogProb(States(8))), Sorted(flow.LogProb(States(8))), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Samples_have_the_frequencies_that_probabilities_promise()
    {
        const int columns = 4, count = 40_000;
        var random = new RandomStream(6, "sample");
        var flow = new DiscreteFlow(Base(columns, 1, random), BitMaps.Of("chain", columns, random));
        var counts = new int[1 << columns];
        var samples = flow.Sample(count, new RandomStream(7, "sample"));
        for (int n = 0; n < count; n++)
            counts[samples.Row(n)[0]]++;
        double[] logProb = flow.LogProb(States(columns));
        // Pearson's statistic with 15 degrees of freedom exceeds 44.3 once in 10,000 seeds.
        Assert.InRange(Enumerable.Range(0, 1 << columns).Sum(s => Math.Pow(counts[s] - count * Math.Exp(logProb[s]), 2) / (count * Math.Exp(logProb[s]))), 0, 44.3);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_model_file_holds_every_kind_of_map(string kind)
    {
        const int columns = 70;
        var random = new RandomStream(8, kind);
        var model = Model(new DiscreteFlow(Base(columns, 2, random), BitMaps.Of(kind, columns, random)));
        using var stream = new MemoryStream();
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "model.safetensors");
        model.Save(path);
        var loaded = Assert.IsType<DiscreteFlowModel>(ModelKinds.Load(path));
        var rows = BitMaps.Rows(40, columns, random);
        Assert.Equal(model.Flow.LogProb(rows), loaded.Flow.LogProb(rows));
        Assert.Equal(model.ParameterCount, loaded.ParameterCount);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Bits_of_any_origin_are_scored_exactly_and_others_refused()
    {
        var random = new RandomStream(10, "likelihood");
        var model = Model(new DiscreteFlow(Base(6, 2, random), BitMaps.Of(BitMaps.Kinds[0], 6, random)));
        var states = new BinaryData { Bits = States(6), Representation = Representation.BinaryTable, Source = "all states", Split = DataSplit.Test };
        var (perRow, summary) = model.ScoreBits(states, draws: 0);
        Assert.Equal(1, perRow.Sum(Math.Exp), 1e-12);
        Assert.Equal(LikelihoodEstimate.Exact, summary.Estimate);
        Assert.Contains("the model has 6 columns, these data have 5", Assert.Throws<InvalidDataException>(() => model.ScoreBits(states with { Bits = States(5) }, draws: 0)).Message);
    }

    [Fact]
    public void Numbers_that_are_no_map_are_bad_data_whatever_they_are()
    {
        var random = new RandomStream(9, "hostile");
        foreach (string kind in BitMaps.Kinds)
        {
            int[] valid = BijectionCodec.Write(BitMaps.Of(kind, 6, random));
            for (int trial = 0; trial < 300; trial++)
            {
                int[] hostile = [.. valid];
                hostile[random.NextInt32(hostile.Length)] = random.NextInt32(4) switch { 0 => int.MaxValue, 1 => int.MinValue, 2 => -1, _ => random.NextInt32(100) };
                if (random.NextInt32(3) == 0)
                    hostile = hostile[..random.NextInt32(hostile.Length)];
                try
                {
                    // What can still be read is a bijection.
                    var map = BijectionCodec.Read(hostile);
                    if ((map.Columns ?? 6) <= 10)
                        StateTable.Of(map, map.Columns ?? 6);
                }
                catch (Exception e) when (e is ArgumentException or OverflowException)
                {
                }
            }
        }
    }

    [Fact]
    public void Base_and_map_must_agree() => Assert.Contains(
        "expected rows of 3 columns", Assert.Throws<ArgumentException>(() => new DiscreteFlow(Base(2, 1, new RandomStream(0, "b")), new Permute(0, 2, 1))).Message);

    private static DiscreteFlowModel Model(DiscreteFlow flow) => new(flow, new DiscreteFlowOptions(), new Provenance
    {
        Source = "test",
        Rows = 1,
        Columns = flow.Columns,
        Representation = "binary table",
        Seed = 0,
        StopReason = "converged",
        Seconds = 0,
    });

    private static BernoulliMixture Base(int columns, int components, RandomStream random) => new(
        [.. Enumerable.Repeat(1.0 / components, components)], [.. Enumerable.Range(0, components * columns).Select(_ => 0.02 + 0.96 * random.NextDouble())], columns);

    private static BitMatrix States(int columns)
    {
        var states = new BitMatrix(1 << columns, columns);
        for (int s = 0; s < states.Rows; s++)
            states.MutableRow(s)[0] = (ulong)s;
        return states;
    }

    private static void Same(BitMatrix expected, BitMatrix actual)
    {
        for (int n = 0; n < expected.Rows; n++)
            Assert.Equal(expected.Row(n), actual.Row(n));
    }
}
