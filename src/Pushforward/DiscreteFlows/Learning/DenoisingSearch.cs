using Pushforward.Data;
using Pushforward.Numerics.Kernels;
using Pushforward.Numerics.Random;
using Pushforward.Numerics.Tensors;
using Pushforward.Training;

namespace Pushforward.DiscreteFlows.Learning;

/// <summary>
/// Learns a layer of the denoising flow: a small network predicts one half of the columns from the other, and the half is flipped where the
/// prediction says one. It is trained by gradients on cross-entropy, as the predictor it is; the flip needs none. Weights are then rounded to
/// integers of 1/<see cref="WeightUnits"/>.
/// </summary>
internal sealed class DenoisingSearch(int hidden, int epochs, long seed, ThreadTeam team)
{
    private const int WeightUnits = 1 << 12, BatchRows = 128;
    private const double Rate = 3e-3, WeightDecay = 0.01;

    public XorCoupling Learn(BitMatrix rows, int layer)
    {
        var random = new RandomStream(seed, "denoising-flow", layer);
        int[] order = BatchOrder.Permutation(rows.Columns, random);
        int[] inputs = order[..(rows.Columns / 2)], targets = order[(rows.Columns / 2)..];
        Array.Sort(inputs);
        Array.Sort(targets);

        var parameters = new ParameterSet();
        var hiddenWeights = parameters.Add("hidden.weight", Shape.Matrix(inputs.Length, hidden), Initialization.He(random));
        var hiddenBiases = parameters.Add("hidden.bias", Shape.Vector(hidden), Initialization.Zero, decays: false);
        var outputWeights = parameters.Add("output.weight", Shape.Matrix(hidden, targets.Length), Initialization.Zero);
        var outputBiases = parameters.Add("output.bias", Shape.Vector(targets.Length), Initialization.Zero, decays: false);
        var tape = new Tape(new TapeOptions { Team = team });
        var adam = new Adam(parameters, new AdamOptions { WeightDecay = WeightDecay }, team);
        int batch = Math.Min(BatchRows, rows.Rows), batches = rows.Rows / batch;
        var rate = RateSchedule.Cosine(Rate, (long)epochs * batches);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            int[] permutation = BatchOrder.Permutation(rows.Rows, random.At(epoch + 1, layer));
            for (int b = 0; b < batches; b++)
            {
                var index = permutation.AsSpan(b * batch, batch);
                using (tape.Record())
                {
                    var logits = Gather(rows, index, inputs).Linear(hiddenWeights, hiddenBiases, Activation.Relu).Linear(outputWeights, outputBiases);
                    tape.Backward(-logits.BernoulliLogProb(Gather(rows, index, targets)).Mean());
                }
                adam.Step(rate.At(adam.Steps));
            }
        }

        var transposed = new float[hidden * targets.Length];
        for (int u = 0; u < hidden; u++)
        {
            for (int t = 0; t < targets.Length; t++)
                transposed[t * hidden + u] = outputWeights.AsSpan()[u * targets.Length + t];
        }
        return new XorCoupling(new NetworkFunction(
            rows.Columns, inputs, targets,
            Rounded(hiddenWeights.AsSpan(), WeightUnits), Rounded(hiddenBiases.AsSpan(), WeightUnits), Rounded(transposed, WeightUnits),
            Rounded(outputBiases.AsSpan(), WeightUnits * WeightUnits)));
    }

    private static Tensor Gather(BitMatrix rows, ReadOnlySpan<int> index, int[] columns)
    {
        var result = Tensor.Zeros(index.Length, columns.Length);
        for (int n = 0; n < index.Length; n++)
        {
            var source = rows.Row(index[n]);
            var to = result.Row(n);
            for (int j = 0; j < columns.Length; j++)
                to[j] = PackedBits.Get(source, columns[j]) ? 1 : 0;
        }
        return result;
    }

    private static int[] Rounded(ReadOnlySpan<float> values, int units)
    {
        var result = new int[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (int)Math.Clamp(Math.Round((double)values[i] * units), -0x40000000, 0x40000000);
        if (units == WeightUnits)
        {
            for (int i = 0; i < result.Length; i++)
                result[i] = Math.Clamp(result[i], -NetworkFunction.LargestWeight, NetworkFunction.LargestWeight);
        }
        return result;
    }
}
