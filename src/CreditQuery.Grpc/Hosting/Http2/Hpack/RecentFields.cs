using System.Buffers.Binary;

namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>The fields a client sends again and again without indexing them, found by the bytes they are written with.</summary>
/// <remarks>
/// Clients of .NET index nothing, those of nghttp2 and others not the path: without this each call would make the same strings
/// again. Only for names whose values are no secrets (<see cref="HeaderName.HasRepeatedValues"/>), and never for a literal that
/// is marked never-indexed: such a value is not kept beyond its call (RFC 7541, 7.1.3). One place per hash: another field takes
/// it over, so the memory is bounded and a client that picks its hashes slows down itself alone, as each connection has its own.
/// </remarks>
internal sealed class RecentFields
{
    /// <summary>64 places: a call has up to ten such fields, and a client calls some tens of methods.</summary>
    private const int PlaceBits = 6;

    /// <summary>Longest value kept, as written; user agents and paths are shorter, so one connection keeps 64 × about 0.5 KB at most.</summary>
    private const int MaxValueBytes = 128;

    private readonly Entry[] _entries = new Entry[1 << PlaceBits];

    /// <summary>The field of this name and these bytes, if it is one of the last ones.</summary>
    /// <param name="name">One of the known names: compared by reference.</param>
    /// <param name="value">As written.</param>
    /// <param name="isHuffman">How it is written: the same bytes mean two values.</param>
    /// <param name="place">Where <see cref="Keep"/> is to put it if it is not found.</param>
    public HeaderField? Find(HeaderName name, ReadOnlySpan<byte> value, bool isHuffman, out int place)
    {
        place = PlaceOf(name, value);
        ref readonly var entry = ref _entries[place];
        return entry.Field is { } field && ReferenceEquals(field.HeaderName, name) && entry.IsHuffman == isHuffman
            && value.SequenceEqual(entry.Bytes.AsSpan(0, entry.Length)) ? field : null;
    }

    /// <summary>Keeps a field for the next call that sends it.</summary>
    public void Keep(int place, HeaderField field, ReadOnlySpan<byte> value, bool isHuffman)
    {
        if (value.Length > MaxValueBytes)
        {
            return;
        }

        ref var entry = ref _entries[place];
        if (entry.Bytes is null || entry.Bytes.Length < value.Length)
        {
            entry.Bytes = new byte[value.Length];
        }

        value.CopyTo(entry.Bytes);
        entry.Length = value.Length;
        entry.IsHuffman = isHuffman;
        entry.Field = field;
    }

    private static int PlaceOf(HeaderName name, ReadOnlySpan<byte> value)
    {
        // The ends and the middle of a long value are enough: values that differ elsewhere alone share a place.
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        const int Word = sizeof(ulong);
        var hash = ((ulong)name.Known << 32) + (ulong)value.Length;
        if (value.Length >= Word)
        {
            hash += BinaryPrimitives.ReadUInt64LittleEndian(value) * 3;
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(value[((value.Length - Word) / 2)..])) * Multiplier;
            hash ^= BinaryPrimitives.ReadUInt64LittleEndian(value[^Word..]);
        }
        else
        {
            foreach (var octet in value)
            {
                hash = (hash ^ octet) * Multiplier;
            }
        }

        return (int)((hash * Multiplier) >> (64 - PlaceBits));
    }

    private struct Entry
    {
        public HeaderField? Field;
        public byte[]? Bytes;
        public int Length;
        public bool IsHuffman;
    }
}
