namespace Pushforward.TestSupport;

/// <summary>Feeds a reader every small damage of a valid file and holds it to the contract for files from outside.</summary>
public static class Damage
{
    // A file of some hundred bytes has no business taking more; a plain read with its exception takes a tenth of it.
    private const long AllocationLimit = 512 << 10;

    /// <summary>
    /// Every byte changed in four ways, every truncation and a few bytes too many: each must be refused with
    /// <see cref="InvalidDataException"/>, or be read where <paramref name="mayPass"/> says that the format cannot see that byte,
    /// without any other exception or an allocation beyond what the file could hold.
    /// </summary>
    /// <param name="valid">The whole file, some hundred bytes.</param>
    /// <param name="read">Reads it to the end.</param>
    /// <param name="mayPass">Whether a change at this place may go unseen; by default none may.</param>
    public static void AssertEveryDamageRefused(byte[] valid, Action<byte[]> read, Func<int, bool>? mayPass = null)
    {
        read(valid);
        for (int place = 0; place < valid.Length; place++)
        {
            foreach (byte mask in new byte[] { 0x01, 0x20, 0x80, 0xFF })
            {
                byte[] changed = [.. valid];
                changed[place] ^= mask;
                AssertRefused(changed, read, mayPass?.Invoke(place) ?? false, $"byte {place} of {valid.Length} ^ {mask:x2}");
            }
            AssertRefused(valid[..place], read, mayPass: false, $"cut at {place} of {valid.Length}");
        }
        AssertRefused([.. valid, 0], read, mayPass: false, "a zero appended");
        AssertRefused([.. valid, .. valid], read, mayPass: false, "appended to itself");
    }

    /// <summary>One hostile file: refused with <see cref="InvalidDataException"/>, at once and without a large allocation.</summary>
    /// <returns>The message.</returns>
    public static string AssertRefused(byte[] hostile, Action<byte[]> read, bool mayPass = false, string? what = null)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = "";
        try
        {
            read(hostile);
            if (!mayPass)
                Assert.Fail($"{what ?? "the hostile file"}: was read as if it were whole");
        }
        catch (InvalidDataException refusal)
        {
            message = refusal.Message;
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what ?? "the hostile file"}: expected InvalidDataException, got {other}");
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < AllocationLimit, $"{what ?? "the hostile file"}: {allocated} bytes allocated");
        return message;
    }
}
