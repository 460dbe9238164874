namespace Pushforward.RandomVariables.Engine;

/// <summary>Where a mixture of conditional laws may not be smooth, and on what scale it varies.</summary>
internal static class ConditionedKnots
{
    /// <summary>How far the middle three fifths of the mixture reach, about.</summary>
    public static double SpreadOf(ConditionalFamily family)
    {
        var places = new List<(double Place, double Mass)>();
        foreach (var panel in family.Panels)
        {
            double middle = panel.From + (panel.To - panel.From) / 2;
            double mass = family.Density.MassBelow(panel.To) - family.Density.MassBelow(panel.From);
            for (int cell = 0; cell <= panel.Places.Length; cell++)
            {
                if (cell < panel.Places.Length)
                    places.Add((panel.Places[cell].At(middle), mass));
                if (panel.Places.Length > 0 && panel.IsFilled(cell) && cell == 0)
                    places.Add((panel.Places[0].At(middle) - panel.Scale(0, middle), mass));
                if (panel.Places.Length > 0 && panel.IsFilled(cell) && cell == panel.Places.Length)
                    places.Add((panel.Places[^1].At(middle) + panel.Scale(cell, middle), mass));
            }
            places.AddRange(panel.AtomPlaces.Select(curve => (curve.At(middle), mass)));
        }
        places.Sort((a, b) => a.Place.CompareTo(b.Place));
        double total = places.Sum(place => place.Mass), sum = 0, lower = double.NaN, upper = double.NaN;
        foreach (var (place, mass) in places)
        {
            sum += mass;
            if (double.IsNaN(lower) && sum > 0.2 * total)
                lower = place;
            if (double.IsNaN(upper) && sum > 0.8 * total)
                upper = place;
        }
        return upper > lower ? upper - lower : Math.Max(1e-3 * Math.Abs(lower), 1e-300);
    }

    /// <summary>The knots: places that agree within what is known of them become one; an exact limit is preferred to an extrapolated one.</summary>
    public static Knot[] Of(ConditionalFamily family, double scale)
    {
        double least = 1e-13 * scale;
        var exact = family.ExactPlaces().ToList();
        var places = exact.Select(place => (Place: place, Uncertainty: least, IsExact: true))
            .Concat(family.CriticalPlaces().Select(place => (place.Place, Uncertainty: Math.Max(least, place.Uncertainty), IsExact: false)))
            .Where(place => place.Uncertainty < 1e-3 * scale).OrderBy(place => place.Place).ToList();
        var merged = new List<(double Place, double Uncertainty, bool IsExact)>();
        foreach (var place in places)
        {
            if (merged.Count > 0 && place.Place - merged[^1].Place <= 2 * (place.Uncertainty + merged[^1].Uncertainty) + 1e-9 * scale)
            {
                if ((place.IsExact && !merged[^1].IsExact) || (place.IsExact == merged[^1].IsExact && place.Uncertainty < merged[^1].Uncertainty))
                    merged[^1] = place;
            }
            else
            {
                merged.Add(place);
            }
        }
        // What no stretch of any law touches (a limit of something that has no mass) does no harm; without any knot the middle is one.
        if (merged.Count == 0)
        {
            var panel = family.Panels.MaxBy(panel => family.Density.MassBelow(panel.To) - family.Density.MassBelow(panel.From))!;
            merged.Add((panel.Places[0].At(panel.From), least, true));
        }
        return [.. merged.Select(place =>
            new Knot(Math.Abs(place.Place) <= 1e-9 * scale ? 0 : place.Place, 0, Math.Max(place.Uncertainty, 1e-14 * Math.Abs(place.Place))))];
    }
}
