using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;

namespace Pushforward.Autoencoders;

/// <summary>p(x|z): a law of independent columns for each row, as the decoder gives it.</summary>
public abstract class ObservationLaw
{
    private protected ObservationLaw()
    {
    }

    /// <summary>The mean of each column. Shape [rows, columns].</summary>
    public abstract Tensor Mean { get; }

    /// <summary>log p(x|z), nats.</summary>
    /// <param name="x">[rows, columns]; or a k-th of the rows, each for k laws that follow one another.</param>
    /// <returns>[rows].</returns>
    public abstract Tensor LogProb(Tensor x);

    /// <summary>Draws one row.</summary>
    /// <param name="row">Which law, from 0.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="destination">As long as a row.</param>
    public abstract void Draw(int row, RandomStream random, Span<Real> destination);

    /// <summary>Bits by their logits.</summary>
    internal sealed class Bernoulli(Tensor logits) : ObservationLaw
    {
        public override Tensor Mean => logits.Sigmoid();

        public override Tensor LogProb(Tensor x) => logits.BernoulliLogProb(x);

        public override void Draw(int row, RandomStream random, Span<Real> destination)
        {
            logits[row..(row + 1), ..].Sigmoid().AsSpan().CopyTo(destination);
            random.FillBernoulli(destination, destination);
        }
    }

    /// <summary>Gray levels by a logistic law cut into bins.</summary>
    internal sealed class DiscretizedLogistic(Tensor mean, Tensor logScale, int levels) : ObservationLaw
    {
        public override Tensor Mean => mean.Clamp(0, 1);

        public override Tensor LogProb(Tensor x) => x.DiscretizedLogisticLogProb(mean, logScale, levels);

        public override void Draw(int row, RandomStream random, Span<Real> destination)
        {
            random.FillLogistic(destination);
            var means = mean.Row(row);
            var scales = logScale.Row(row);
            for (int d = 0; d < destination.Length; d++)
            {
                Real x = means[d] + Real.Exp(scales[d]) * destination[d];
                destination[d] = Real.Round(Real.Clamp(x, 0, 1) * (levels - 1)) / (levels - 1);
            }
        }
    }

    /// <summary>Numbers by normal laws.</summary>
    internal sealed class Gaussian(Tensor mean, Tensor logVariance) : ObservationLaw
    {
        public override Tensor Mean => mean;

        public override Tensor LogProb(Tensor x) => x.GaussianLogProb(mean, logVariance);

        public override void Draw(int row, RandomStream random, Span<Real> destination)
        {
            random.FillNormal(destination);
            var means = mean.Row(row);
            var variances = logVariance.Row(row);
            for (int d = 0; d < destination.Length; d++)
                destination[d] = means[d] + Real.Exp(variances[d] / 2) * destination[d];
        }
    }
}
