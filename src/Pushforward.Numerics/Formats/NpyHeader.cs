using System.Globalization;
using System.Text;

namespace Pushforward.Numerics.Formats;

/// <summary>The dictionary at the head of an npy file: <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>.</summary>
/// <param name="Description">Byte order, kind and size of the elements, e.g. &lt;f4.</param>
/// <param name="FortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">Sizes.</param>
internal sealed record NpyHeader(string Description, bool FortranOrder, long[] Shape)
{
    /// <summary>As numpy writes it.</summary>
    public override string ToString()
    {
        string sizes = string.Join(", ", Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
        string comma = Shape.Length == 1 ? "," : "";
        return $"{{'descr': '{Description}', 'fortran_order': {(FortranOrder ? "True" : "False")}, 'shape': ({sizes}{comma}), }}";
    }

    /// <summary>Reads the literal: these three keys, each once, in any order. No Python is evaluated.</summary>
    public static NpyHeader Parse(ReadOnlySpan<byte> literal, string name)
    {
        var parser = new Parser(Encoding.Latin1.GetString(literal), name);
        string? description = null;
        bool? fortranOrder = null;
        long[]? shape = null;
        parser.Expect('{');
        while (!parser.TryTake('}'))
        {
            string key = parser.TakeString();
            parser.Expect(':');
            switch (key)
            {
                case "descr" when description is null:
                    description = parser.TakeDescription();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = parser.TakeBoolean();
                    break;
                case "shape" when shape is null:
                    shape = parser.TakeTuple();
                    break;
                default:
                    throw parser.Error($"a second or unknown key '{key}'");
            }
            if (!parser.TryTake(','))
            {
                parser.Expect('}');
                break;
            }
        }
        parser.ExpectEnd();
        return description is not null && fortranOrder is { } fortran && shape is not null
            ? new(description, fortran, shape)
            : throw parser.Error("'descr', 'fortran_order' or 'shape' is missing");
    }

    private sealed class Parser(string text, string name)
    {
        private int _place;

        public bool TryTake(char expected)
        {
            while (_place < text.Length && text[_place] is ' ' or '\n')
                _place++;
            if (_place == text.Length || text[_place] != expected)
                return false;
            _place++;
            return true;
        }

        public void Expect(char expected)
        {
            if (!TryTake(expected))
                throw Error($"expected {expected}");
        }

        public void ExpectEnd()
        {
            if (text.AsSpan(_place).ContainsAnyExcept(' ', '\n'))
                throw Error("more follows the end of the dictionary");
        }

        public string TakeString()
        {
            char quote = TryTake('"') ? '"' : '\'';
            if (quote == '\'')
                Expect('\'');
            int end = text.IndexOf(quote, _place);
            if (end < 0 || text.AsSpan(_place, end - _place).Contains('\\'))
                throw Error("expected a string without escapes");
            string value = text[_place..end];
            _place = end + 1;
            return value;
        }

        public string TakeDescription() => TryTake('[')
            ? throw new InvalidDataException($"{name}: a structured array of several fields; save each field as an array of its own.")
            : TakeString();

        public bool TakeBoolean()
        {
            bool value = TryTake('T');
            string rest = value ? "rue" : "alse";
            if (!value)
                Expect('F');
            if (string.CompareOrdinal(text, _place, rest, 0, rest.Length) != 0)
                throw Error("expected True or False");
            _place += rest.Length;
            return value;
        }

        public long[] TakeTuple()
        {
            var sizes = new List<long>();
            Expect('(');
            while (!TryTake(')'))
            {
                sizes.Add(TakeSize());
                if (TryTake(','))
                    continue;
                // (3) is a number in Python, not a tuple.
                if (sizes.Count == 1)
                    throw Error("expected a comma after the first size");
                Expect(')');
                break;
            }
            return [.. sizes];
        }

        public InvalidDataException Error(string what) =>
            new($"{name}: the header is not as npy has it: {what}, at its character {_place}. {FormatStream.Damaged}");

        private long TakeSize()
        {
            while (_place < text.Length && text[_place] == ' ')
                _place++;
            int start = _place;
            while (_place < text.Length && char.IsAsciiDigit(text[_place]))
                _place++;
            return long.TryParse(text.AsSpan(start, _place - start), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                ? size
                : throw Error($"expected a size from 0 to {long.MaxValue}");
        }
    }
}
