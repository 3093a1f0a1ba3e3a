namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>Walks over a header block: integers and strings as RFC 7541, 5 writes them.</summary>
internal ref struct HpackReader(ReadOnlySpan<byte> block)
{
    /// <summary>Bits of a string's first byte that are its length; the bit above them says Huffman.</summary>
    private const byte LengthMask = 0x7F;

    private ReadOnlySpan<byte> _rest = block;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The byte that tells which representation comes; there is one (<see cref="IsAtEnd"/>).</summary>
    public readonly byte First => _rest[0];

    /// <summary>Reads an integer whose first bits are in the byte to come.</summary>
    /// <param name="mask">The bits of the first byte that belong to it.</param>
    /// <exception cref="HpackException">Cut off, above <see cref="int.MaxValue"/>, or longer than five more bytes.</exception>
    public int ReadInteger(byte mask)
    {
        if (_rest.IsEmpty)
        {
            ThrowCutOff();
        }

        var value = _rest[0] & mask;
        _rest = _rest[1..];
        return value < mask ? value : ReadLongInteger(mask);
    }

    /// <summary>Reads a string as it is written.</summary>
    /// <exception cref="HpackException">Longer than what is left of the block.</exception>
    public ReadOnlySpan<byte> ReadString(out bool isHuffman)
    {
        if (_rest.IsEmpty)
        {
            ThrowCutOff();
        }

        isHuffman = _rest[0] > LengthMask;
        var length = ReadInteger(LengthMask);
        if (length > _rest.Length)
        {
            ThrowCutOff();
        }

        var octets = _rest[..length];
        _rest = _rest[length..];
        return octets;
    }

    private int ReadLongInteger(byte mask)
    {
        // Five bytes of seven bits hold any int; more of them are refused even if they add nothing (RFC 7541, 5.1).
        const int LastShift = 28;
        var value = (long)mask;
        for (var shift = 0; shift <= LastShift; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                ThrowCutOff();
            }

            var octet = _rest[0];
            _rest = _rest[1..];
            value += (long)(octet & 0x7F) << shift;
            if (octet <= 0x7F)
            {
                return value <= int.MaxValue ? (int)value : throw new HpackException("An integer is too big.");
            }
        }

        throw new HpackException("An integer is too long.");
    }

    private static void ThrowCutOff() => throw new HpackException("A header block ends within a field.");
}
