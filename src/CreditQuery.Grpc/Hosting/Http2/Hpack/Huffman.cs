using System.Buffers.Binary;

namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>Decodes strings in the Huffman code of HPACK. Source: RFC 7541, 5.2 and appendix B.</summary>
/// <remarks>
/// The code is canonical: shorter codes come first, equal lengths by symbol, so the lengths alone give it. Codes of up to eight bits,
/// all letters and digits among them, are found by one read of a table; the rest by comparing with the end of each length.
/// </remarks>
internal static class Huffman
{
    private const int ShortBits = 8;
    private const int LongestBits = 30;

    /// <summary>The symbol after all bytes: its code ends no string, and part of it fills up the last byte.</summary>
    private const int EndOfString = 256;

    /// <summary>Bits of the code of each byte and, last, of the end of a string.</summary>
    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>By the first eight bits: length of the code above the symbol; 0: a longer code.</summary>
    private static readonly ushort[] Short = new ushort[1 << ShortBits];

    /// <summary>All symbols in the order of their codes.</summary>
    private static readonly ushort[] Symbols = new ushort[EndOfString + 1];

    /// <summary>By length: the first code that is longer, in the upper bits of 32.</summary>
    private static readonly ulong[] Ends = new ulong[LongestBits + 1];

    /// <summary>By length: where in <see cref="Symbols"/> code 0 of that length would be.</summary>
    private static readonly int[] Bases = new int[LongestBits + 1];

#pragma warning disable CA1810 // The tables are made together in one walk over the lengths.
    static Huffman()
#pragma warning restore CA1810
    {
        var code = 0;
        var position = 0;
        for (var length = 1; length <= LongestBits; length++, code <<= 1)
        {
            Bases[length] = position - code;
            for (var symbol = 0; symbol < Lengths.Length; symbol++)
            {
                if (Lengths[symbol] != length)
                {
                    continue;
                }

                if (length <= ShortBits)
                {
                    Short.AsSpan(code << (ShortBits - length), 1 << (ShortBits - length)).Fill((ushort)((length << 8) | symbol));
                }

                Symbols[position++] = (ushort)symbol;
                code++;
            }

            Ends[length] = (ulong)code << (32 - length);
        }
    }

    /// <summary>Bytes that <paramref name="encodedLength"/> bytes can stand for at most: the shortest code has five bits.</summary>
    public static int MaxDecodedLength(int encodedLength) => (int)((long)encodedLength * 8 / 5);

    /// <summary>Decodes a whole string.</summary>
    /// <param name="destination">At least <see cref="MaxDecodedLength"/> bytes.</param>
    /// <returns>How many bytes it stands for.</returns>
    /// <exception cref="HpackException">The padding is longer than seven bits or has zeros, or the code of the end is in it.</exception>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> destination)
    {
        var window = 0ul; // The next bits, from the top; bits that are not counted yet are already right or zero.
        var bits = 0;
        var written = 0;
        while (true)
        {
            if (bits < LongestBits)
            {
                Fill(ref encoded, ref window, ref bits);
            }

            int symbol = Short[(int)(window >> (64 - ShortBits))];
            var length = symbol >> 8;
            if (length == 0)
            {
                symbol = LongCode((uint)(window >> 32), out length);
            }

            if (length > bits)
            {
                CheckPadding(window, bits);
                return written;
            }

            if (symbol == EndOfString)
            {
                throw new HpackException("The code of the end is within a Huffman-coded string.");
            }

            destination[written++] = (byte)symbol;
            window <<= length;
            bits -= length;
        }
    }

    private static void Fill(ref ReadOnlySpan<byte> encoded, ref ulong window, ref int bits)
    {
        if (encoded.Length >= sizeof(ulong))
        {
            window |= BinaryPrimitives.ReadUInt64BigEndian(encoded) >> bits;
            var octets = (63 - bits) >> 3;
            encoded = encoded[octets..];
            bits += octets << 3;
            return;
        }

        while (bits <= 56 && !encoded.IsEmpty)
        {
            window |= (ulong)encoded[0] << (56 - bits);
            encoded = encoded[1..];
            bits += 8;
        }
    }

    private static int LongCode(uint code, out int length)
    {
        for (length = ShortBits + 1; code >= Ends[length]; length++)
        {
            // The end of the longest code is above all uints.
        }

        return Symbols[Bases[length] + (int)(code >> (32 - length))];
    }

    private static void CheckPadding(ulong window, int bits)
    {
        if (bits >= 8 || window >> (63 - bits) >> 1 != (1ul << bits) - 1)
        {
            throw new HpackException("Bad padding after a Huffman-coded string.");
        }
    }
}
