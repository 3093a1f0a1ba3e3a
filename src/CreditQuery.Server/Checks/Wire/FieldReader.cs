using System.Runtime.CompilerServices;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>Reads the fields of a message whose tags, lengths and numbers are short, as nearly all are.</summary>
/// <remarks>Whatever it does not know is not refused but left to the generated code, which alone decides about it.</remarks>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private const int OneByte = 0x80;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>True at the end of the message.</summary>
    public readonly bool IsAtEnd => _at == _bytes.Length;

    /// <summary>Reads a tag of one or two bytes.</summary>
    /// <param name="tag">Number of the field times eight plus its wire type; any other is never equal to one of those.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTag(out int tag) => TryShort(out tag);

    /// <summary>Reads a number of one byte, 0 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryByte(out int value)
    {
        value = _at < _bytes.Length ? _bytes[_at++] : OneByte;
        return value < OneByte;
    }

    /// <summary>Reads a text or message whose length is a number of one or two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBytes(out ReadOnlySpan<byte> value)
    {
        if (!TryShort(out var length) || length > _bytes.Length - _at)
        {
            value = default;
            return false;
        }

        value = _bytes.Slice(_at, length);
        _at += length;
        return true;
    }

    /// <summary>Reads a number of up to 63 bits.</summary>
    public bool TryNumber(out long value)
    {
        value = 0;
        for (var shift = 0; shift < 63 && _at < _bytes.Length; shift += 7)
        {
            long next = _bytes[_at++];
            value |= (next & (OneByte - 1)) << shift;
            if (next < OneByte)
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryShort(out int value)
    {
        if (!TryAny(out value))
        {
            return false;
        }

        if (value < OneByte)
        {
            return true;
        }

        if (!TryAny(out var high) || high >= OneByte)
        {
            return false;
        }

        value = (value & (OneByte - 1)) | (high << 7);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAny(out int value)
    {
        var isThere = _at < _bytes.Length;
        value = isThere ? _bytes[_at++] : 0;
        return isThere;
    }
}
