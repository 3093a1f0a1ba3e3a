namespace CreditQuery.Log.Events;

/// <summary>Writes and reads <c>creditquery.log.v1.ChangeEvent</c> in place, byte for byte as protobuf does.</summary>
/// <remarks>
/// The generated class would copy payload, chain and id into objects of their own for each event; replay reads hundreds of
/// thousands a second. A unit test compares the bytes with the generated class.
/// </remarks>
internal static class EventCodec
{
    /// <summary>The format written, and the highest one read.</summary>
    public const uint Format = 1;

    /// <summary>Upper bound of what an event needs beside author and payload: tags, lengths, numbers, chain and id.</summary>
    public const int OverheadBytes = 96;

    // Tag = field number × 8 + wire type (0 varint, 2 length-delimited).
    private const byte FormatTag = (1 << 3) | 0;
    private const byte RevisionTag = (2 << 3) | 0;
    private const byte PreviousChainTag = (3 << 3) | 2;
    private const byte ChangeIdTag = (4 << 3) | 2;
    private const byte RecordedAtTag = (5 << 3) | 0;
    private const byte AuthorTag = (6 << 3) | 2;
    private const byte PayloadTag = (7 << 3) | 2;

    /// <summary>Serializes an event.</summary>
    /// <param name="destination">At least <see cref="OverheadBytes"/> + author + payload bytes.</param>
    /// <param name="fields">What the event holds.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, in EventFields fields)
    {
        var at = 0;
        WriteNumber(destination, ref at, FormatTag, fields.Format);
        WriteNumber(destination, ref at, RevisionTag, fields.Revision);
        WriteBytes(destination, ref at, PreviousChainTag, fields.PreviousChain);
        WriteBytes(destination, ref at, ChangeIdTag, fields.ChangeId);
        WriteNumber(destination, ref at, RecordedAtTag, (ulong)fields.RecordedAtMs);
        WriteBytes(destination, ref at, AuthorTag, fields.Author);
        WriteBytes(destination, ref at, PayloadTag, fields.Payload);
        return at;
    }

    /// <summary>Finds the fields of a serialized event.</summary>
    /// <returns>False if the bytes are no event of the format they state; a higher format is told by the fields alone.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out EventFields fields)
    {
        fields = default;
        var at = 0;
        while (at < source.Length)
        {
            var tag = source[at++];
            if (!TryReadVarint(source, ref at, out var number))
            {
                return false;
            }

            if ((tag & 7) == 0)
            {
                if (!TrySetNumber(ref fields, tag, number))
                {
                    return fields.Format > Format;
                }
            }
            else if (number > (ulong)(source.Length - at) || !TrySetBytes(ref fields, tag, source.Slice(at, (int)number), at))
            {
                return fields.Format > Format;
            }
            else
            {
                at += (int)number;
            }
        }

        return fields.Format > Format || IsComplete(fields);
    }

    private static bool IsComplete(in EventFields fields) =>
        fields.Format != 0 && fields.Revision != 0 && fields.PreviousChain.Length == ChainValue.SizeBytes
        && fields.ChangeId.Length == ChangeId.SizeBytes && fields.Author.Length != 0;

    private static bool TrySetNumber(ref EventFields fields, byte tag, ulong number)
    {
        switch (tag)
        {
            case FormatTag: fields.Format = (uint)Math.Min(number, uint.MaxValue); return true;
            case RevisionTag: fields.Revision = number; return true;
            case RecordedAtTag: fields.RecordedAtMs = (long)number; return number <= long.MaxValue;
            default: return false;
        }
    }

    private static bool TrySetBytes(ref EventFields fields, byte tag, ReadOnlySpan<byte> bytes, int offset)
    {
        switch (tag)
        {
            case PreviousChainTag: fields.PreviousChain = bytes; return true;
            case ChangeIdTag: fields.ChangeId = bytes; return true;
            case AuthorTag: fields.Author = bytes; return true;
            case PayloadTag:
                fields.Payload = bytes;
                fields.PayloadOffset = offset;
                return true;
            default: return false;
        }
    }

    // proto3 leaves out zeros and empty bytes.
    private static void WriteNumber(Span<byte> destination, ref int at, byte tag, ulong value)
    {
        if (value != 0)
        {
            destination[at++] = tag;
            WriteVarint(destination, ref at, value);
        }
    }

    private static void WriteBytes(Span<byte> destination, ref int at, byte tag, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            destination[at++] = tag;
            WriteVarint(destination, ref at, (uint)bytes.Length);
            bytes.CopyTo(destination[at..]);
            at += bytes.Length;
        }
    }

    private static void WriteVarint(Span<byte> destination, ref int at, ulong value)
    {
        while (value >= 0x80)
        {
            destination[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[at++] = (byte)value;
    }

    private static bool TryReadVarint(ReadOnlySpan<byte> source, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && at < source.Length; shift += 7)
        {
            var part = source[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
