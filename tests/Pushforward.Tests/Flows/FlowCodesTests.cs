using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Tests.Autoencoders;
using Pushforward.Training;

namespace Pushforward.Tests.Flows;

public class FlowCodesTests
{
    private static readonly NiceOptions Small = new()
    {
        Couplings = 2,
        Hidden = [16],
        Training = new() { Epochs = 3, BatchSize = 20, AverageDecay = 0.9, Rate = 0.01, Patience = 0, Seed = 4 },
    };

    [Fact]
    public void Codes_are_those_of_the_rows_that_training_held_out()
    {
        var data = BarImages.Draw(120, 4);
        var codes = FlowCodes.OfHeldOut(Fit(data), data);
        var images = ((ImageDataset)data).Images(DataSplit.Train);
        var heldOut = RowSubset.HoldOut(new ImageRows(images), Small.Training.Seed).Validation;
        Assert.Equal((heldOut.Rows, DataSplit.Validation, heldOut.Rows), (codes.Rows, codes.Split, codes.Labels.Length));
        for (int n = 0; n < codes.Rows; n++)
        {
            Assert.Equal(images.Labels.Span[heldOut.SourceRow(n)], codes.Labels.Span[n]);
            var row = new float[heldOut.Columns];
            heldOut.CopyRow(n, row);
            Assert.Equal(Array.ConvertAll(row, level => level / 255), codes.Brightness(n));
        }
        Assert.Equal(codes.Model.Encode(heldOut), Enumerable.Range(0, codes.Rows).SelectMany(n => codes.Code(n).ToArray()));
        Assert.Equal(codes.Histogram.Rows, heldOut.Rows);
    }

    [Fact]
    public void A_place_is_the_part_of_the_logistic_prior_below_a_number()
    {
        var data = BarImages.Draw(120, 4);
        var codes = FlowCodes.OfHeldOut(Fit(data), data);
        for (int d = 0; d < 16; d++)
            Assert.Equal(1 / (1 + Math.Exp(-codes.Code(0)[d])), codes.Places(0)[d], 6);
    }

    // All pixels of a row of these images are one value, so neighbors are perfectly correlated; codes carry the noise that dequantization has added.
    [Fact]
    public void Neighbors_that_are_always_alike_have_correlation_one()
    {
        var data = BarImages.Draw(120, 4);
        var codes = FlowCodes.OfHeldOut(Fit(data), data);
        Assert.Equal(1, codes.NeighborCorrelation, 9);
        Assert.InRange(codes.NeighborCorrelationOfCodes, 0, 1);
    }

    [Fact]
    public void Other_data_are_refused()
    {
        var model = Fit(BarImages.Draw(120, 4));
        Assert.Contains("16 pixels", Assert.Throws<InvalidDataException>(() => FlowCodes.OfHeldOut(model, BarImages.Draw(120, 3))).Message);
    }

    private static FlowModel Fit(ImageDataset data)
    {
        var training = new FlowTraining(data, Small);
        return training.Finish(training.Run()).Model;
    }
}
