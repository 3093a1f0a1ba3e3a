using System.Text;

namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>Writes header blocks without a dynamic table: no state, so responses of many calls can be written in any order.</summary>
/// <remarks>
/// Each method writes one field as a whole, or returns false and leaves <c>written</c> 0 if the room is too small. Values are Latin-1,
/// one byte for each character; what does not fit in a byte becomes '?'. Source: RFC 7541.
/// </remarks>
internal static class HpackEncoder
{
    /// <summary>Most bytes an integer takes.</summary>
    private const int MaxIntegerBytes = 6;

    private const byte LengthMask = 0x7F;
    private const byte IndexMask = 0x0F;

    /// <summary>Bytes that are enough for any literal field with a name and a value of these lengths.</summary>
    public static int MaxLiteralBytes(int nameLength, int valueLength) => 1 + (2 * MaxIntegerBytes) + nameLength + valueLength;

    /// <summary>Writes a field that the static table has, name and value.</summary>
    /// <param name="index">From 1 to <see cref="StaticTable.Count"/>.</param>
    public static bool TryWriteIndexed(int index, Span<byte> destination, out int written) =>
        TryWriteInteger(0x80, LengthMask, index, destination, out written);

    /// <summary>Writes :status.</summary>
    /// <param name="status">Three digits.</param>
    public static bool TryWriteStatus(int status, Span<byte> destination, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 999);
        var index = status switch
        {
            200 => StaticTable.Status200,
            204 => 9,
            206 => 10,
            304 => 11,
            400 => 12,
            404 => 13,
            500 => 14,
            _ => 0,
        };
        if (index != 0)
        {
            return TryWriteIndexed(index, destination, out written);
        }

        ReadOnlySpan<char> digits = [(char)('0' + (status / 100)), (char)('0' + (status / 10 % 10)), (char)('0' + (status % 10))];
        return TryWriteLiteral(StaticTable.Status200, digits, destination, out written);
    }

    /// <summary>Writes a field whose name the static table has.</summary>
    /// <param name="nameIndex">From 1 to <see cref="StaticTable.Count"/>.</param>
    /// <exception cref="InvalidOperationException">The value has CR, LF, NUL or another control character.</exception>
    public static bool TryWriteLiteral(int nameIndex, ReadOnlySpan<char> value, Span<byte> destination, out int written)
    {
        if (TryWriteInteger(0, IndexMask, nameIndex, destination, out var name)
            && TryWriteValue(value, destination[name..], out var octets))
        {
            written = name + octets;
            return true;
        }

        written = 0;
        return false;
    }

    /// <summary>Writes a field with its name, in lower case.</summary>
    /// <exception cref="InvalidOperationException">
    /// The name is no token, or the value has CR, LF, NUL or another control character.
    /// </exception>
    public static bool TryWriteLiteral(ReadOnlySpan<char> name, ReadOnlySpan<char> value, Span<byte> destination, out int written)
    {
        written = 0;
        if (destination.IsEmpty)
        {
            return false;
        }

        destination[0] = 0;
        if (!TryWriteName(name, destination[1..], out var nameBytes) || !TryWriteValue(value, destination[(1 + nameBytes)..], out var valueBytes))
        {
            return false;
        }

        written = 1 + nameBytes + valueBytes;
        return true;
    }

    /// <summary>Writes an integer into the low bits of a first byte and as many more as it takes. Source: RFC 7541, 5.1.</summary>
    /// <param name="pattern">The upper bits of the first byte.</param>
    /// <param name="mask">The bits of the first byte that are the integer's.</param>
    public static bool TryWriteInteger(byte pattern, byte mask, int value, Span<byte> destination, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        written = 0;
        if (destination.IsEmpty)
        {
            return false;
        }

        if (value < mask)
        {
            destination[0] = (byte)(pattern | value);
            written = 1;
            return true;
        }

        destination[0] = (byte)(pattern | mask);
        var rest = value - mask;
        var at = 1;
        for (; rest > LengthMask; rest >>= 7)
        {
            if (at == destination.Length)
            {
                return false;
            }

            destination[at++] = (byte)(rest | 0x80);
        }

        if (at == destination.Length)
        {
            return false;
        }

        destination[at++] = (byte)rest;
        written = at;
        return true;
    }

    private static bool TryWriteName(ReadOnlySpan<char> name, Span<byte> destination, out int written)
    {
        written = 0;
        if (!TryWriteInteger(0, LengthMask, name.Length, destination, out var length) || destination.Length - length < name.Length)
        {
            return false;
        }

        var octets = destination.Slice(length, name.Length);
        Ascii.ToLower(name, octets, out var lowered);
        if (lowered != name.Length || !HeaderName.IsToken(octets))
        {
            throw new InvalidOperationException("The name of a header has a character that is not allowed.");
        }

        written = length + name.Length;
        return true;
    }

    private static bool TryWriteValue(ReadOnlySpan<char> value, Span<byte> destination, out int written)
    {
        written = 0;
        if (!TryWriteInteger(0, LengthMask, value.Length, destination, out var length) || destination.Length - length < value.Length)
        {
            return false;
        }

        var octets = destination.Slice(length, value.Length);
        if (value.ContainsAnyExceptInRange(' ', '~'))
        {
            WriteUnusual(value, octets);
        }
        else
        {
            Encoding.Latin1.GetBytes(value, octets);
        }

        written = length + value.Length;
        return true;
    }

    /// <summary>Writes a value that has more than printable ASCII.</summary>
    /// <remarks>Not left to the encoding: it would look for similar characters, and no character may turn into another that means something.</remarks>
    private static void WriteUnusual(ReadOnlySpan<char> value, Span<byte> octets)
    {
        for (var at = 0; at < value.Length; at++)
        {
            var character = value[at];
            if (character is < ' ' and not '\t' or '\x7F')
            {
                // Could end the field in front of something that speaks HTTP/1.1; the text does not say the value.
                throw new InvalidOperationException($"The value of a header has the control character 0x{(int)character:X2}.");
            }

            octets[at] = character <= '\xFF' ? (byte)character : (byte)'?';
        }
    }
}
