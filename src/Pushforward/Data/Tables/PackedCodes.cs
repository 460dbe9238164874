using System.Diagnostics;

namespace Pushforward.Data.Tables;

/// <summary>
/// A growing list of small integers in as few bits each as the largest needs: 1, 2, 4, 8, 16 or 32. A million rows of 200 binary columns
/// take 25 MB. The largest number of a width stands for a missing value (but of width 1, which has none to spare).
/// </summary>
internal sealed class PackedCodes
{
    /// <summary>A value that is not there.</summary>
    public const int Missing = -1;

    private ulong[] _words = new ulong[16];
    private int _shift;

    /// <summary>How many codes.</summary>
    public int Count { get; private set; }

    /// <summary>The width of a code: 2 to this power bits.</summary>
    public int Shift => _shift;

    /// <summary>The codes, one beside the other.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, WordsOf(Count, _shift));

    private int Bits => 1 << _shift;

    /// <summary>One code, or <see cref="Missing"/>.</summary>
    public int this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            uint stored = Get(index);
            return _shift > 0 && stored == Mask(_shift) ? Missing : (int)stored;
        }
    }

    /// <summary>Appends a code from 0, or <see cref="Missing"/>.</summary>
    public void Add(int code)
    {
        // Width 1 holds 0 and 1; every other holds 0 to Mask - 1, and Mask for missing.
        uint stored = code == Missing ? Mask(_shift) : (uint)code;
        if (_shift == 0 ? code is not (0 or 1) : code != Missing && stored >= Mask(_shift))
        {
            Widen(code);
            stored = code == Missing ? Mask(_shift) : (uint)code;
        }

        long bit = (long)Count << _shift;
        int word = (int)(bit >> 6);
        if (word == _words.Length)
            Array.Resize(ref _words, checked(2 * word));
        _words[word] |= (ulong)stored << (int)(bit & 63);
        Count = checked(Count + 1);
    }

    /// <summary>Forgets all codes, and keeps the room they took.</summary>
    public void Clear()
    {
        _words.AsSpan(0, WordsOf(Count, _shift)).Clear();
        (Count, _shift) = (0, 0);
    }

    /// <summary>A list from what <see cref="Words"/> and <see cref="Shift"/> of another were.</summary>
    public static PackedCodes Of(ulong[] words, int shift, int count) => new() { _words = words, _shift = shift, Count = count };

    /// <summary>How many words codes of a width take.</summary>
    public static int WordsOf(int count, int shift) => (int)((((long)count << shift) + 63) >> 6);

    private static uint Mask(int shift) => (uint)((1UL << (1 << shift)) - 1);

    private uint Get(int index)
    {
        long bit = (long)index << _shift;
        return (uint)(_words[bit >> 6] >> (int)(bit & 63)) & Mask(_shift);
    }

    private void Widen(int code)
    {
        var old = new PackedCodes { _words = _words, _shift = _shift, Count = Count };
        do
        {
            _shift++;
        }
        while (code != Missing && (uint)code >= Mask(_shift));
        Debug.Assert(Bits <= 32, "codes are non-negative 32-bit integers");

        long words = (((long)Count << _shift) >> 6) + 1;
        _words = new ulong[Math.Max(16, words)];
        Count = 0;
        for (int i = 0; i < old.Count; i++)
            Add(old[i]);
    }
}
