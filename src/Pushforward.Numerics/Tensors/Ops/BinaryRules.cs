using System.Numerics;

namespace Pushforward.Numerics.Tensors.Ops;

/// <summary>The functions of two numbers, a rule each: value, slope by the left, slope by the right.</summary>
internal static class BinaryRules
{
    private static Vector<Real> One => Vector<Real>.One;

    private static Vector<Real> Zero => Vector<Real>.Zero;

    /// <summary>y = a + b; 1, 1.</summary>
    internal readonly struct Add : IBinaryRule
    {
        public static string Name => "Add";

        public static Vector<Real> Value(Vector<Real> a, Vector<Real> b) => a + b;

        public static Vector<Real> SlopeLeft(Vector<Real> a, Vector<Real> b, Vector<Real> y) => One;

        public static Vector<Real> SlopeRight(Vector<Real> a, Vector<Real> b, Vector<Real> y) => One;
    }

    /// <summary>y = a - b; 1, -1.</summary>
    internal readonly struct Subtract : IBinaryRule
    {
        public static string Name => "Subtract";

        public static Vector<Real> Value(Vector<Real> a, Vector<Real> b) => a - b;

        public static Vector<Real> SlopeLeft(Vector<Real> a, Vector<Real> b, Vector<Real> y) => One;

        public static Vector<Real> SlopeRight(Vector<Real> a, Vector<Real> b, Vector<Real> y) => -One;
    }

    /// <summary>y = a b; b, a.</summary>
    internal readonly struct Multiply : IBinaryRule
    {
        public static string Name => "Multiply";

        public static Vector<Real> Value(Vector<Real> a, Vector<Real> b) => a * b;

        public static Vector<Real> SlopeLeft(Vector<Real> a, Vector<Real> b, Vector<Real> y) => b;

        public static Vector<Real> SlopeRight(Vector<Real> a, Vector<Real> b, Vector<Real> y) => a;
    }

    /// <summary>y = a/b; 1/b, -y/b.</summary>
    internal readonly struct Divide : IBinaryRule
    {
        public static string Name => "Divide";

        public static Vector<Real> Value(Vector<Real> a, Vector<Real> b) => a / b;

        public static Vector<Real> SlopeLeft(Vector<Real> a, Vector<Real> b, Vector<Real> y) => One / b;

        public static Vector<Real> SlopeRight(Vector<Real> a, Vector<Real> b, Vector<Real> y) => -y / b;
    }

    /// <summary>y = max(a, b); 1 to the larger, to the left where they are equal.</summary>
    internal readonly struct Maximum : IBinaryRule
    {
        public static string Name => "Maximum";

        public static Vector<Real> Value(Vector<Real> a, Vector<Real> b) => Vector.Max(a, b);

        public static Vector<Real> SlopeLeft(Vector<Real> a, Vector<Real> b, Vector<Real> y) =>
            Vector.ConditionalSelect(Vector.GreaterThanOrEqual(a, b), One, Zero);

        public static Vector<Real> SlopeRight(Vector<Real> a, Vector<Real> b, Vector<Real> y) =>
            Vector.ConditionalSelect(Vector.GreaterThanOrEqual(a, b), Zero, One);
    }

    /// <summary>y = min(a, b); 1 to the smaller, to the left where they are equal.</summary>
    internal readonly struct Minimum : IBinaryRule
    {
        public static string Name => "Minimum";

        public static Vector<Real> Value(Vector<Real> a, Vector<Real> b) => Vector.Min(a, b);

        public static Vector<Real> SlopeLeft(Vector<Real> a, Vector<Real> b, Vector<Real> y) =>
            Vector.ConditionalSelect(Vector.LessThanOrEqual(a, b), One, Zero);

        public static Vector<Real> SlopeRight(Vector<Real> a, Vector<Real> b, Vector<Real> y) =>
            Vector.ConditionalSelect(Vector.LessThanOrEqual(a, b), Zero, One);
    }
}
