using Pushforward.Data;
using Pushforward.Data.Tables;
using Pushforward.Distributions;
using Pushforward.Flows;
using Pushforward.Mixtures;
using Pushforward.Samples;
using Pushforward.TestSupport;
using Pushforward.Training;

namespace Pushforward.Reporting.Tests;

/// <summary>The programs under samples/ run, and find what is in their data.</summary>
public class SampleTests
{
    [Fact]
    public void The_survey_is_fitted_and_completed()
    {
        using var folder = new TemporaryFolder();
        string completed = Path.Combine(folder.Path, "completed.csv");
        var fit = SurveySample.Run(SurveySample.DataPath, completed);

        // Simulated with classes of 0.6 and 0.4; two in three rows of 400 are certain, so a size has a standard error of about 0.03.
        Assert.InRange(fit.Model.Classes.Weights[0], 0.51, 0.69);
        Assert.IsType<CategoricalMixtureModel>(fit.Model);
        var (before, after) = (Table.Read(SurveySample.DataPath), Table.Read(completed));
        Assert.True(before.Missing > 0);
        Assert.Equal(0, after.Missing);
        Assert.Equal(before.Rows, after.Rows);
        foreach (var column in after.Columns)
        {
            var given = before.Columns.Single(other => other.Name == column.Name);
            Assert.All(Enumerable.Range(0, after.Rows).Where(n => given[n] >= 0), n => Assert.Equal(given.Levels[given[n]], column.Levels[column[n]]));
        }
    }

    [Fact]
    public void Anomalies_are_found_and_normal_readings_left_alone()
    {
        var (falseAlarms, found) = AnomalySample.Run();

        // The bound is the 10th of 1000 and alarms are of another 1000: both have a deviation of 0.003, together 0.0045; four of them.
        Assert.InRange(falseAlarms, 0, 0.01 + 0.018);
        // Loads that differ by less than a tenth (of two uniforms 19% do) can hide in the noise of 0.02; others are five deviations off.
        Assert.InRange(found, 0.81, 1);
    }

    [Fact]
    public void The_latent_walk_writes_its_sheet()
    {
        using var folder = new TemporaryFolder();
        string sheet = Path.Combine(folder.Path, "walk.png");
        var model = LatentWalkSample.Run(sheet);

        Assert.False(model.Usage.IsCollapsed);
        Assert.True(new FileInfo(sheet).Length > 1000);
    }

    [Fact]
    public void The_ratio_has_the_law_of_Fieller_and_no_mean()
    {
        var law = RatioSample.Run();

        Assert.Equal(MomentStatus.Undefined, law.Mean.Status);
        // P(X / Y <= 0.6) for X - 0.6 Y of mean 0: one half, but for Y < 0 (2.9e-7), where the inequality turns.
        Assert.Equal(0.5, law.Cdf(0.6), 6);
    }

    [Fact]
    public void The_bijector_passes_its_check() => Assert.True(BijectorSample.Run().Passed);

    [Fact]
    public void Points_that_are_constant_or_not_finite_are_no_start_of_a_flow()
    {
        Assert.Contains("column 2", Assert.Throws<ArgumentException>(() => ColumnMoments.OfPoints(new MatrixRows(new float[] { 1, 5, 2, 5 }, 2))).Message);
        Assert.Contains("row 2", Assert.Throws<ArgumentException>(() => ColumnMoments.OfPoints(new MatrixRows(new float[] { 1, 5, float.NaN, 6 }, 2))).Message);

        var moments = ColumnMoments.OfPoints(new MatrixRows(new float[] { 1, 5, 3, 9 }, 2));
        Assert.Equal([2.0, 7.0], moments.Means);
        Assert.Equal([1.0, 2.0], moments.Deviations);
    }
}
