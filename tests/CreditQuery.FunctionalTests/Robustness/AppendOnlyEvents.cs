using System.Globalization;
using System.Text;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Every event that Redis ever appended to a stream and still has on the disk, whatever was forgotten of the stream since.</summary>
internal static class AppendOnlyEvents
{
    /// <summary>Reads an append-only file.</summary>
    /// <param name="content">The file; its end may be torn.</param>
    /// <param name="stream">Key of the stream.</param>
    public static List<byte[]> In(ReadOnlySpan<byte> content, string stream)
    {
        var rest = content;
        var events = new List<byte[]>();
        while (TryReadCommand(ref rest) is { } words)
        {
            // XADD stream id e event
            if (words is [_, _, _, _, var added] && Is(words[0], "XADD") && Is(words[1], stream))
            {
                events.Add(added);
            }
        }

        return events;
    }

    private static bool Is(byte[] word, string text) => Encoding.UTF8.GetString(word).Equals(text, StringComparison.OrdinalIgnoreCase);

    // Null at the end.
    private static byte[][]? TryReadCommand(ref ReadOnlySpan<byte> rest)
    {
        if (!TryReadNumber('*', ref rest, out var count))
        {
            return null;
        }

        var words = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            if (!TryReadNumber('$', ref rest, out var length) || rest.Length < length + 2)
            {
                return null;
            }

            words[i] = rest[..length].ToArray();
            rest = rest[(length + 2)..];
        }

        return words;
    }

    private static bool TryReadNumber(char sign, ref ReadOnlySpan<byte> rest, out int number)
    {
        number = 0;
        var end = rest.IndexOf("\r\n"u8);
        if (end < 2 || rest[0] != sign)
        {
            return false;
        }

        number = int.Parse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture);
        rest = rest[(end + 2)..];
        return true;
    }
}
