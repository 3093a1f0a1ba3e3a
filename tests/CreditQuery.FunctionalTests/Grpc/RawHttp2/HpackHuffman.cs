using System.Text;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>Decodes Huffman-coded header strings. Source: RFC 7541 section 5.2 and appendix B.</summary>
/// <remarks>The code is canonical, so the lengths give it whole: shorter codes first, equal lengths by symbol.</remarks>
internal static class HpackHuffman
{
    private static readonly byte[] Lengths =
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    ];

    private static readonly Dictionary<(int Length, uint Code), byte> Symbols = BuildSymbols();

    private static readonly Dictionary<byte, (int Length, uint Code)> Codes = Symbols.ToDictionary(static s => s.Value, static s => s.Key);

    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var bits = new List<bool>();
        foreach (var octet in text)
        {
            var (length, code) = Codes[octet];
            bits.AddRange(Enumerable.Range(1, length).Select(n => ((code >> (length - n)) & 1) != 0));
        }

        bits.AddRange(Enumerable.Repeat(true, -bits.Count & 7));
        return [.. bits.Chunk(8).Select(static octet => octet.Aggregate((byte)0, static (sum, bit) => (byte)((sum << 1) | (bit ? 1 : 0))))];
    }

    public static string Decode(ReadOnlySpan<byte> encoded)
    {
        var text = new StringBuilder(encoded.Length * 8 / 5);
        var code = 0u;
        var length = 0;
        foreach (var octet in encoded)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                code = (code << 1) | (uint)((octet >> bit) & 1);
                length++;
                if (Symbols.TryGetValue((length, code), out var symbol))
                {
                    text.Append((char)symbol);
                    (code, length) = (0, 0);
                }
                else if (length > 30)
                {
                    throw new InvalidDataException("HPACK: a Huffman code that no symbol has.");
                }
            }
        }

        // Padding is the start of the end-of-string code: at most seven bits, all ones.
        if (length > 7 || code != (1u << length) - 1)
        {
            throw new InvalidDataException("HPACK: bad padding after a Huffman-coded string.");
        }

        return text.ToString();
    }

    private static Dictionary<(int Length, uint Code), byte> BuildSymbols()
    {
        var symbols = new Dictionary<(int, uint), byte>();
        var code = 0u;
        for (var length = 1; length <= 30; length++)
        {
            for (var symbol = 0; symbol < Lengths.Length; symbol++)
            {
                if (Lengths[symbol] == length)
                {
                    symbols.Add((length, code++), (byte)symbol);
                }
            }

            code <<= 1;
        }

        return symbols;
    }
}
