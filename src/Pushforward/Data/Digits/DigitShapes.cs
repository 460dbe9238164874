namespace Pushforward.Data.Digits;

/// <summary>
/// How people write the ten digits: for each, the shapes in use with their frequencies, and how far the hand leans. The shapes and
/// frequencies were set down by hand; lean, width and thickness were then adjusted until mean slant, width and ink of each class
/// came near MNIST's.
/// </summary>
internal static class DigitShapes
{
    /// <summary>How one digit is written.</summary>
    /// <param name="Lean">Mean slant: how far right the top lies of the bottom, per unit of height.</param>
    /// <param name="LeanSpread">Standard deviation of the slant between writers.</param>
    /// <param name="Width">Mean width relative to the shapes as set down.</param>
    /// <param name="Thickness">Mean thickness of the line relative to all digits: what is written small is enlarged, pen and all.</param>
    /// <param name="Shapes">The ways it is written.</param>
    internal sealed record Digit(float Lean, float LeanSpread, float Width, float Thickness, params DigitShape[] Shapes)
    {
        private readonly float _totalWeight = Shapes.Sum(shape => shape.Weight);

        /// <summary>The shape at a point of the cumulative distribution of the weights.</summary>
        /// <param name="fraction">In [0, 1).</param>
        public DigitShape At(float fraction)
        {
            float rest = fraction * _totalWeight;
            foreach (var shape in Shapes)
            {
                rest -= shape.Weight;
                if (rest < 0)
                    return shape;
            }
            return Shapes[^1];
        }
    }

    /// <summary>The digits 0 to 9.</summary>
    public static readonly Digit[] All =
    [
        // 0: closed oval, begun at the top; overshooting inwards; narrow; round with a tail; not quite closed; begun upper right.
        new(0.20f, 0.22f, 1.0f, 1.13f,
            DigitShape.Parse(5, "54,0 31,6 14,26 9,55 18,82 38,98 62,98 82,82 91,55 86,26 69,6 46,0"),
            DigitShape.Parse(3, "59,1 34,4 15,24 9,53 18,81 38,98 63,98 83,80 91,52 84,23 65,4 38,4 24,14"),
            DigitShape.Parse(2, "50,0 33,10 22,36 23,67 34,92 52,100 68,89 78,62 77,31 65,7 47,0"),
            DigitShape.Parse(1, "50,3 24,11 6,31 3,58 15,82 38,96 66,94 88,79 98,54 92,27 73,9 46,3 30,14"),
            DigitShape.Parse(1, "41,1 20,15 9,40 11,68 25,90 48,100 71,93 87,73 92,45 83,19 63,2"),
            DigitShape.Parse(2, "75,11 56,0 33,4 18,21 12,48 17,77 31,95 54,100 74,91 86,70 87,39 79,15 61,2")),

        // 1: a bare stroke, straight or slightly bent; with a flag; with flag and foot.
        new(0.24f, 0.28f, 1.0f, 1.16f,
            DigitShape.Parse(14, "50,0 50,100"),
            DigitShape.Parse(3, "52,0 47,55 51,100"),
            DigitShape.Parse(2, "47,0 53,50 48,100"),
            DigitShape.Parse(1.2f, "32,18 52,0! 50,100"),
            DigitShape.Parse(0.5f, "28,22 52,0! 50,97/24,98 78,97")),

        // 2: angular base; looped base; like a Z; rounded base; tall loop; wide loop.
        new(0.10f, 0.27f, 1.0f, 1.02f,
            DigitShape.Parse(4, "10,22 26,4 56,0 78,16 72,42 42,72 7,97! 46,95 92,96"),
            DigitShape.Parse(4, "10,24 30,4 60,2 76,20 70,50 46,80 20,97 6,90 14,76 38,80 66,95 97,88"),
            DigitShape.Parse(2, "8,12 40,2 80,6! 48,52 8,98! 50,96 93,97"),
            DigitShape.Parse(2, "10,30 20,6 50,0 74,15 70,42 42,74 13,93 30,96 56,93 92,97"),
            DigitShape.Parse(1, "22,22 40,2 66,8 68,34 48,68 20,96 10,84 26,76 54,92 90,98"),
            DigitShape.Parse(2, "14,26 36,3 70,4 80,34 58,74 22,97 4,86 20,72 50,84 82,88")),

        // 3: two bowls meeting in a point; a flat top; a small loop at the waist; one smooth line.
        new(0.09f, 0.26f, 0.87f, 1.01f,
            DigitShape.Parse(5, "8,10 36,0 72,6 80,24 62,40 32,48! 68,53 88,72 72,94 38,100 4,90"),
            DigitShape.Parse(2, "8,4 45,3 84,3! 60,24 34,44! 72,50 86,72 66,95 30,100 3,91"),
            DigitShape.Parse(2, "10,12 40,0 74,8 74,28 48,46 34,48 40,42 62,48 84,62 82,86 48,100 5,92"),
            DigitShape.Parse(2, "12,8 45,0 76,14 64,36 42,46 66,54 86,74 62,97 28,99 3,86")),

        // 4: open with a corner; rounded and open; closed; closed with a short stem; in one line; square.
        new(0.22f, 0.31f, 0.96f, 0.95f,
            DigitShape.Parse(4, "24,2 15,30 7,57! 42,55 92,49/76,4 67,50 60,100"),
            DigitShape.Parse(4, "18,2 8,30 15,53 42,56 76,40/82,0 73,48 64,100"),
            DigitShape.Parse(1.2f, "64,1 36,28 4,63! 48,61 96,58/64,1 62,50 58,100"),
            DigitShape.Parse(1.5f, "48,0 24,34 5,68! 50,66 96,62/60,28 57,64 54,100"),
            DigitShape.Parse(2, "16,4 8,34 24,53 54,45 84,4! 74,46 66,100"),
            DigitShape.Parse(1.5f, "20,2 17,26 15,52! 46,51 86,50/80,4 77,50 75,100")),

        // 5: body then bar; in one line with corners; in one smooth line; a small bowl under a long bar.
        new(0.10f, 0.30f, 1.0f, 0.97f,
            DigitShape.Parse(3, "32,4 27,22 21,43! 50,38 80,52 82,78 54,98 8,93/30,5 60,3 96,1"),
            DigitShape.Parse(3, "94,2 62,2 30,5! 20,42! 54,42 80,60 76,85 44,100 5,91"),
            DigitShape.Parse(2, "94,3 58,3 34,8 25,26 38,42 66,53 78,74 56,96 4,96"),
            DigitShape.Parse(1.5f, "40,10 34,26 28,45! 52,44 70,58 66,84 40,99 6,94/38,10 66,6 97,0")),

        // 6: swung stem; straighter stem; wide bowl; small bowl; curled.
        new(0.03f, 0.22f, 0.98f, 1.00f,
            DigitShape.Parse(4, "66,0 36,20 13,55 14,86 40,100 70,88 74,66 52,54 26,66 15,84"),
            DigitShape.Parse(3, "52,0 28,36 11,74 26,98 56,96 72,78 60,60 34,65 15,84"),
            DigitShape.Parse(2, "72,3 38,10 9,46 8,80 36,100 76,96 90,72 70,54 36,60 12,82"),
            DigitShape.Parse(2, "46,0 26,40 14,82 34,99 57,90 58,70 38,66 18,82"),
            DigitShape.Parse(2, "30,0 13,48 14,86 44,100 82,90 92,66 70,58 46,76 40,94")),

        // 7: bar and leg; with a serif; with a crossbar; curved; hooked.
        new(0.05f, 0.24f, 0.93f, 1.05f,
            DigitShape.Parse(5, "5,9 42,8 86,4! 62,44 42,100"),
            DigitShape.Parse(1.5f, "8,24 11,5! 46,6 86,4! 64,42 46,100"),
            DigitShape.Parse(2, "5,8 42,7 86,4! 62,44 40,100/26,52 50,50 78,47"),
            DigitShape.Parse(2, "5,13 40,4 76,6 79,26 58,60 44,100"),
            DigitShape.Parse(2, "5,28 14,9 50,7 86,4! 68,40 56,100")),

        // 8: one line from the upper right; two rings; open at the top right; slender; a wide top on a narrow foot.
        new(0.13f, 0.25f, 0.93f, 0.95f,
            DigitShape.Parse(4, "80,14 54,0 26,10 26,32 52,48 78,66 74,92 44,100 16,88 20,66 48,48 74,32 80,12"),
            DigitShape.Parse(1.5f, "50,0 26,8 24,34 50,46 76,34 74,8 48,0/50,46 20,58 16,86 50,100 84,86 80,58 48,46"),
            DigitShape.Parse(3, "86,8 58,0 28,12 30,32 54,48 70,72 58,96 34,98 22,80 34,60 62,38 90,4"),
            DigitShape.Parse(2, "68,10 50,0 32,12 34,32 54,50 68,72 58,97 38,97 28,78 38,56 60,36 68,16"),
            DigitShape.Parse(2, "88,6 50,2 16,12 26,36 56,52 66,74 46,98 24,90 34,66 64,40 96,16")),

        // 9: ring and straight stem; curved stem; angular; hooked foot; small ring; flat top.
        new(0.14f, 0.25f, 0.88f, 0.93f,
            DigitShape.Parse(4, "80,14 54,0 22,10 10,34 30,52 60,42 82,12! 76,52 70,100"),
            DigitShape.Parse(3, "78,20 56,2 24,10 12,34 34,50 64,40 78,18 78,46 66,78 48,100"),
            DigitShape.Parse(2, "86,6 50,5 14,28 24,48 56,42 86,8! 72,54 56,100"),
            DigitShape.Parse(1, "76,26 60,2 26,8 14,36 38,50 66,36 78,16 82,48 78,84 50,100 20,92"),
            DigitShape.Parse(1.5f, "66,6 36,6 20,30 38,46 64,32 72,6 72,50 70,100"),
            DigitShape.Parse(1.5f, "78,5 42,4 12,30 22,52 52,46 78,7! 79,50 80,100")),
    ];
}
