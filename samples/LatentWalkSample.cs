using Pushforward.Autoencoders;
using Pushforward.Data;
using Pushforward.Data.Digits;
using Pushforward.Numerics.Tensors;
using Pushforward.Reporting.Sheets;
using Pushforward.Training;

namespace Pushforward.Samples;

/// <summary>Trains a small variational autoencoder on digits and walks between their codes: each line of the sheet leads from one digit to another.</summary>
public static class LatentWalkSample
{
    /// <summary>Trains, walks and writes the sheet.</summary>
    public static VaeModel Run(string sheet)
    {
        var digits = new DigitsSource().Generate(0, 3000);
        var options = new VaeOptions
        {
            Architecture = new VaeArchitecture { Latent = 8, Hidden = [100] },
            ScoreSamples = 10,
            Training = new TrainingOptions { Epochs = 12, BatchSize = 50, Rate = 3e-3 },
        };
        var training = new VaeTraining(new ImageDataset("digits", digits), options);
        var model = training.Finish(training.Run());

        const int Walks = 8, Steps = 10;
        var images = Tensor.Zeros(2 * Walks, digits.Columns);
        for (int n = 0; n < images.Shape.Rows; n++)
        {
            for (int d = 0; d < digits.Columns; d++)
                images.Row(n)[d] = digits.Row(n)[d] / 255f;
        }
        var codes = model.Vae.Posterior(images).Mean;
        var walk = Tensor.Zeros(Walks * Steps, model.Options.Architecture.Latent);
        for (int n = 0; n < walk.Shape.Rows; n++)
        {
            Span<float> from = codes.Row(n / Steps), to = codes.Row(n / Steps + Walks);
            float t = n % Steps / (Steps - 1f);
            for (int j = 0; j < from.Length; j++)
                walk.Row(n)[j] = (1 - t) * from[j] + t * to[j];
        }
        var decoded = model.Vae.Likelihood(walk).Mean;
        ImageSheet.Render(decoded.AsSpan(), digits.Height, digits.Width, new ImageSheetOptions { Columns = Steps }).Save(sheet);
        return model;
    }
}
