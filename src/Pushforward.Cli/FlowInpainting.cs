using Pushforward.Data;
using Pushforward.Flows;
using Pushforward.Numerics.Formats;
using Pushforward.Reporting.Sheets;
using Pushforward.Training;

namespace Pushforward.Cli;

/// <summary>Images whose pixels under a mask a flow fills in, for <c>impute</c>.</summary>
internal static class FlowInpainting
{
    /// <summary>Fills in and writes: a sheet of the images, what is left of them and what the flow makes of that; or an array of the last.</summary>
    /// <returns>How many rows, how many pixels were filled, and the mean before and after of the log-density that was climbed.</returns>
    public static (int Rows, long Filled, double Before, double After) Run(
        FlowModel model, IRowSource rows, string mask, Inpainting inpainting, string target, CancellationToken cancellation)
    {
        if (model.Provenance.Image is not { } image)
            throw new ArgumentException("impute: this flow was not fitted to images, and fills in only parts of images.");
        bool[] missing = [.. Enumerable.Range(0, rows.Columns).Select(pixel => ImageMask.Covers(mask, image, pixel))];
        var x = model.PointsOf(rows, 0, rows.Rows);
        float[] whole = model.Show(x.AsSpan()).Values;
        model.Forget(x, missing);
        var (before, after) = inpainting.Fill(model.Flow, x, missing, cancellation);
        float[] filled = model.Show(x.AsSpan()).Values;
        OutputFile.Write(target, stream => Write(stream, target, image, whole, filled, missing));
        return (rows.Rows, (long)rows.Rows * missing.Count(gone => gone), before.Average(), after.Average());
    }

    private static void Write(Stream stream, string target, ImageShape image, float[] whole, float[] filled, bool[] missing)
    {
        int rows = whole.Length / missing.Length;
        if (target.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            Npy.Write(stream, new StoredArray([rows, missing.Length], filled));
            return;
        }
        float[] left = [.. whole.Select((value, i) => missing[i % missing.Length] ? 0.5f : value)];
        var options = new ImageSheetOptions { Columns = rows, Groups = [rows, rows, rows] };
        stream.Write(ImageSheet.Render((float[])[.. whole, .. left, .. filled], image.Height, image.Width, options).Png.Span);
    }
}
