using System.Text;
using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Evaluation;
using Pushforward.Flows;
using Pushforward.Models;
using Pushforward.Numerics.Formats;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.TestSupport;

namespace Pushforward.Tests.Flows;

public class PointFlowTests
{
    private static readonly RealNvpOptions Small = RealNvpOptions.OfPoints with
    {
        Couplings = 4,
        Hidden = [16],
        Bins = 8,
        Training = RealNvpOptions.OfPoints.Training with { Epochs = 8, Minutes = null, BatchSize = 100, AverageDecay = 0.98 },
    };

    private static readonly Lazy<FlowModel> Fitted = new(() => Fit(DataSource.Open("toy:gaussians:3000"), Small));

    public static TheoryData<FlowCoupling> Couplings => [FlowCoupling.Affine, FlowCoupling.Spline, FlowCoupling.Mixture];

    [Theory]
    [MemberData(nameof(Couplings))]
    public void The_density_of_a_trained_flow_of_the_plane_integrates_to_1(FlowCoupling coupling)
    {
        var model = coupling == FlowCoupling.Spline ? Fitted.Value
            : Fit(DataSource.Open("toy:gaussians:600"), Small with { Coupling = coupling, Training = Small.Training with { Epochs = 3 } });
        const int cells = 500;
        const double reach = 12;
        var grid = new double[2 * cells * cells];
        for (int i = 0; i < cells * cells; i++)
            (grid[2 * i], grid[2 * i + 1]) = (reach * (2 * (i % cells + 0.5) / cells - 1), reach * (2 * (i / cells + 0.5) / cells - 1));
        double cell = 4 * reach * reach / (cells * cells);
        double mass = model.Score(model.RowsOf(new PointData("grid", ["x", "y"], grid))).PerRow.Sum(logProb => Math.Exp(logProb) * cell);
        // The prior has 1e-3 of its mass beyond the grid, and cells are a fourth of the narrowest bump's deviation.
        Assert.Equal(1, mass, 0.01);
    }

    [Fact]
    public void A_flow_of_points_beats_the_normal_law_and_not_the_truth()
    {
        var data = ToyDataset.Open("toy:gaussians:3000");
        var training = new FlowTraining(data, Small);
        var (model, normal) = training.Finish(training.Run());
        var figure = model.Provenance.Figures[DataSplit.Test];
        Assert.Equal((LikelihoodEstimate.Exact, "one normal law with a full covariance"), (figure.Estimate, training.BaselineName));
        Assert.True(figure.Mean > normal[DataSplit.Test].Mean + 0.5, $"{figure.Mean} against {normal[DataSplit.Test].Mean}");
        Assert.True(figure.Mean < -data.Law.Entropy!.Value + 3 * figure.StandardError);
        // A normal law of variance 2 + 0.04 in both columns.
        Assert.Equal(-Math.Log(2 * Math.PI * Math.E * 2.04), normal[DataSplit.Test].Mean, 0.03);
    }

    [Fact]
    public void A_saved_flow_of_points_scores_samples_and_encodes_as_before()
    {
        using var folder = new TemporaryFolder();
        var model = Fitted.Value;
        model.Save(folder.File("model.safetensors"));
        var loaded = Assert.IsType<FlowModel>(ModelKinds.Load(folder.File("model.safetensors")));
        var data = DataSource.Open("toy:gaussians:100");
        Assert.Equal(model.Score(data, DataSplit.Train).PerRow, loaded.Score(data, DataSplit.Train).PerRow);
        var samples = loaded.Sample(5, new RandomStream(1, "sample"));
        Assert.Equal(model.Sample(5, new RandomStream(1, "sample")).Values, samples.Values);
        Assert.Equal(["x", "y"], samples.Schema!.Select(column => column.Name));
        Assert.Null(loaded.Provenance.GrayLevels);
        Assert.True(loaded.Provenance.IsOfPoints);
        // In deviations of a column.
        Assert.InRange(loaded.Reconstruct(loaded.RowsOf(data, DataSplit.Train)).Largest, 0, 1e-4);

        var file = ModelFile.Load(folder.File("model.safetensors"));
        ModelFile With(params double[] deviations) => file with
        {
            Tensors = [.. file.Tensors.Where(tensor => tensor.Name != "deviation"), .. deviations.Length > 0 ? [new NamedTensor("deviation", [deviations.Length], deviations)] : Array.Empty<NamedTensor>()],
        };
        Assert.Throws<InvalidDataException>(() => FlowModel.FromFile(With()));
        Assert.Throws<InvalidDataException>(() => FlowModel.FromFile(With(1, 0)));
        Assert.Throws<InvalidDataException>(() => FlowModel.FromFile(With(1, double.NaN)));
        Assert.Throws<InvalidDataException>(() => FlowModel.FromFile(With(1, 1, 1)));
    }

    [Fact]
    public void Layers_lead_from_codes_to_points()
    {
        var flow = Fitted.Value.Flow;
        var codes = Tensor.Normal(7, 2, new RandomStream(1, "codes"));
        var stages = flow.DecodeByLayers(codes);
        Assert.Equal(codes.AsSpan().ToArray(), stages[0].Rows.AsSpan().ToArray());
        Assert.Equal(flow.Decode(codes).AsSpan().ToArray(), stages[^1].Rows.AsSpan().ToArray());
        // Shift, four couplings and scale.
        Assert.Equal(1 + 6, stages.Count);
    }

    [Fact]
    public void Units_of_columns_move_the_density_by_their_logarithm_and_large_offsets_lose_nothing()
    {
        var rows = new StringBuilder("a,b\n");
        var moved = new StringBuilder("a,b\n");
        var points = DataSource.Open("toy:moons:400").ToPoints(DataSplit.Train);
        for (int n = 0; n < points.Rows; n++)
        {
            // Halves, quarters and so on are exact also beside a billion.
            double x = Math.Round(points.Row(n)[0] * 1024) / 1024, y = Math.Round(points.Row(n)[1] * 1024) / 1024;
            rows.Append(FormattableString.Invariant($"{x},{y}\n"));
            moved.Append(FormattableString.Invariant($"{1e9 + 8 * x},{y}\n"));
        }
        var options = Small with { Training = Small.Training with { Epochs = 2 } };
        var plain = Fit(Table(rows.ToString()), options).Provenance.Figures[DataSplit.Train];
        var other = Fit(Table(moved.ToString()), options).Provenance.Figures[DataSplit.Train];
        // The two see the same standardized rows but for the last digits.
        Assert.Equal(plain.Mean - Math.Log(8), other.Mean, 1e-3);
    }

    [Theory]
    [InlineData("a,b\n1,5\n2,5\n3,5\n4,5\n", "column 'b': expected values that differ")]
    [InlineData("a,b\n1,5\n2,\n3,4\n4,7\n", "line 3, column 'b': the value is missing")]
    [InlineData("a,b\n1,5\n2,high\n3,4\n4,7\n", "line 3, column 'b': expected a finite number, found 'high'")]
    [InlineData("a,b\n1,5\n2,Infinity\n3,4\n4,7\n", "line 3, column 'b': expected a finite number")]
    [InlineData("a,b\n1,5\n2,NaN\n3,4\n4,7\n", "line 3, column 'b'")]
    [InlineData("a,b\n1,5\n2,1e999\n3,4\n4,7\n", "line 3, column 'b': expected a finite number")]
    public void Columns_that_no_density_can_be_fitted_to_are_named(string table, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => new FlowTraining(Table(table), Small)).Message);

    [Fact]
    public void What_points_cannot_be_is_refused()
    {
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => new FlowTraining(Table("a\n1\n2\n3\n4\n"), Small with { Training = Small.Training with { BatchSize = 2 } })).Message);
        Assert.Contains("marginals", Assert.Throws<ArgumentException>(() => (Small with { Marginals = true }).Validate()).Message);
        Assert.Contains("logit", Assert.Throws<ArgumentException>(() => (Small with { Logit = 0.1 }).Validate()).Message);
        var images = new ImageDataset("images", new ImageSet(2, 2, new byte[40]));
        Assert.Contains("found images", Assert.Throws<InvalidDataException>(() => new FlowTraining(images, Small)).Message);
        Assert.Contains("3 columns", Assert.Throws<InvalidDataException>(() => Fitted.Value.RowsOf(new PointData("other", ["a", "b", "c"], new double[3]))).Message);
    }

    private static FlowModel Fit(Dataset data, FlowOptions options)
    {
        var training = new FlowTraining(data, options);
        return training.Finish(training.Run()).Model;
    }

    private static TableDataset Table(string text) => new(
        "t", new Dictionary<DataSplit, Func<TableOptions, CancellationToken, Table>>
        {
            [DataSplit.Train] = (options, c) => Pushforward.Data.Tables.Table.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "t.csv", options, c),
        });
}
