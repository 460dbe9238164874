using System.Numerics;

namespace Pushforward.Numerics.Kernels;

/// <summary>One product as the driver sees it: checked sizes and pointers that stay pinned until it is done.</summary>
internal unsafe struct GemmProblem
{
    public GemmLayout Layout;
    public int M, N, K;
    public float* A, B, C;
    public int LdA, LdB, LdC;
    public bool Accumulate;
    public float* Bias;
    public Activation Activation;
    public float Slope;

    /// <summary>The product when k is 0: a sum of nothing, then the epilogue.</summary>
    public readonly void FinishEmptySum()
    {
        for (int i = 0; i < M && !Accumulate; i++)
            new Span<float>(C + (nint)i * LdC, N).Clear();
        ApplyEpilogue(new GemmRange(0, M), new GemmRange(0, N));
    }

    /// <summary>Bias and activation on a rectangle of C whose sums are finished.</summary>
    public readonly void ApplyEpilogue(GemmRange rows, GemmRange columns)
    {
        if (Bias == null && Activation == Activation.None)
            return;
        for (int i = rows.Start; i < rows.End; i++)
        {
            float* row = C + (nint)i * LdC + columns.Start;
            float* bias = Bias == null ? null : Bias + columns.Start;
            if (Activation is Activation.None or Activation.Relu or Activation.LeakyRelu)
            {
                ApplyLinear(row, bias, columns.Length, Activation == Activation.None ? 1 : Slope, Activation == Activation.Relu);
            }
            else
            {
                if (bias != null)
                    ApplyLinear(row, bias, columns.Length, 1, false);
                Elementwise.Apply(Activation, Slope, new Span<float>(row, columns.Length));
            }
        }
    }

    // Bias and a piecewise linear activation in one pass; NaN stays NaN.
    private static void ApplyLinear(float* row, float* bias, int length, float slope, bool clip)
    {
        int j = 0;
        for (; j + Vector<float>.Count <= length; j += Vector<float>.Count)
        {
            var x = Vector.Load(row + j);
            if (bias != null)
                x += Vector.Load(bias + j);
            if (clip || slope != 1)
                x = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), clip ? Vector<float>.Zero : x * slope, x);
            x.Store(row + j);
        }
        for (; j < length; j++)
        {
            float x = bias == null ? row[j] : row[j] + bias[j];
            row[j] = x < 0 ? clip ? 0 : x * slope : x;
        }
    }
}
