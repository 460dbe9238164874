namespace Pushforward.Data.Digits;

/// <summary>Where the pen is, and how wide it writes there.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
/// <param name="Radius">Half the width of the line, in pixels.</param>
/// <param name="Lands">Whether the pen comes down here: no line is drawn from the point before.</param>
internal readonly record struct PenPoint(float X, float Y, float Radius, bool Lands);
