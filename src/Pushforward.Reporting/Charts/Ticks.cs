using Pushforward.Reporting.Formatting;

namespace Pushforward.Reporting.Charts;

/// <summary>A marked place on an axis and what stands beside it.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>
/// Ticks at nice numbers: multiples of 1, 2, 2.5 or 5 times a power of ten (after Heckbert, "Nice numbers for graph labels", Graphics
/// Gems, 1990), always inside the range; whole decades on a logarithmic axis, or 1, 2 and 5 of each when there are few.
/// </summary>
internal static class Ticks
{
    private static readonly double[] Mantissas = [1, 2, 2.5, 5, 10];

    /// <summary>At most about <paramref name="most"/> ticks of a domain, in ascending order.</summary>
    public static IReadOnlyList<Tick> Of(NumericDomain domain, int most)
    {
        most = Math.Max(most, 1);
        return domain.Logarithmic ? Logarithmic(domain, most) : Linear(domain, most);
    }

    private static List<Tick> Linear(NumericDomain domain, int most)
    {
        var (mantissa, exponent) = Step(domain.Maximum - domain.Minimum, most, domain.Integral);
        double step = Unscaled(mantissa, exponent);
        double first = Math.Ceiling(domain.Minimum / step - 1e-9), last = Math.Floor(domain.Maximum / step + 1e-9);
        var values = new List<double>();
        for (double index = first; index <= last && values.Count < 1000; index++)
            values.Add(Math.Clamp(Unscaled(index * mantissa, exponent), domain.Minimum, domain.Maximum));
        return Label(values, mantissa, exponent);
    }

    private static (double Mantissa, int Exponent) Step(double span, int most, bool integral)
    {
        int exponent = (int)Math.Floor(Math.Log10(span / most));
        // One decade lower guards against the rounding of the logarithm.
        for (exponent--; ; exponent++)
        {
            foreach (double mantissa in Mantissas)
            {
                if (integral && (exponent < 0 || (exponent == 0 && mantissa == 2.5)))
                    continue;
                if (span / Unscaled(mantissa, exponent) <= most)
                    return mantissa == 10 ? (1, exponent + 1) : (mantissa, exponent);
            }
        }
    }

    private static double Unscaled(double mantissa, int exponent) => NumberText.Scaled(mantissa, -exponent);

    private static List<Tick> Label(List<double> values, double mantissa, int exponent)
    {
        double largest = values.Count == 0 ? 0 : values.Max(Math.Abs);
        // A lone zero needs no decimals, however fine the step that left it alone.
        if (largest == 0)
            return [.. values.Select(value => new Tick(value, "0"))];
        int stepDecimals = -exponent + (mantissa == 2.5 ? 1 : 0);
        if (largest is >= 1e7 or < 1e-3)
        {
            int common = NumberText.Exponent(largest, 15);
            int decimals = Math.Clamp(common + stepDecimals, 0, 15);
            return [.. values.Select(value => new Tick(value, value == 0
                ? "0"
                : $"{NumberText.Fixed(NumberText.Scaled(value, common), decimals)}×{NumberText.PowerOfTen(common)}"))];
        }
        return [.. values.Select(value => new Tick(value, NumberText.Fixed(value, Math.Clamp(stepDecimals, 0, 15))))];
    }

    private static List<Tick> Logarithmic(NumericDomain domain, int most)
    {
        int first = (int)Math.Ceiling(Math.Log10(domain.Minimum) - 1e-12), last = (int)Math.Floor(Math.Log10(domain.Maximum) + 1e-12);
        int decades = last - first + 1;
        if (decades >= 2 && decades * 3 > most)
        {
            int every = (decades + most - 1) / most;
            var exponents = Enumerable.Range(first, decades).Where(exponent => exponent % every == 0).ToList();
            if (exponents.Count == 0)
                exponents.Add(first);
            bool powers = exponents[0] <= -4 || exponents[^1] >= 5;
            return [.. exponents.Select(exponent => new Tick(
                Math.Clamp(Math.Pow(10, exponent), domain.Minimum, domain.Maximum),
                powers ? NumberText.PowerOfTen(exponent) : NumberText.Compact(Math.Pow(10, exponent))))];
        }
        var fine = new List<Tick>();
        for (int exponent = first - 1; exponent <= last; exponent++)
        {
            foreach (double mantissa in (ReadOnlySpan<double>)[1, 2, 5])
            {
                double value = Unscaled(mantissa, exponent);
                if (value >= domain.Minimum && value <= domain.Maximum)
                    fine.Add(new(value, NumberText.Compact(value)));
            }
        }
        // Less than two marks in sight: the axis is nearly linear here, and so are its ticks.
        return fine.Count >= 2 && fine.Count <= most ? fine : Linear(domain with { Logarithmic = false }, most);
    }
}
