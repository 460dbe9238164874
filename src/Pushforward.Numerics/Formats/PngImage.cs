namespace Pushforward.Numerics.Formats;

/// <summary>A decoded picture of 8 bits a channel.</summary>
/// <param name="Width">Pixels a row; at least 1.</param>
/// <param name="Height">Rows; at least 1.</param>
/// <param name="Channels">1 grey, 2 grey and alpha, 3 red-green-blue, 4 red-green-blue and alpha.</param>
/// <param name="Pixels">Row-major from the top left, channels interleaved: shape [Height, Width, Channels].</param>
public sealed record PngImage(int Width, int Height, int Channels, byte[] Pixels);
