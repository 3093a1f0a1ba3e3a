using System.Buffers;
using System.Text;

namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>Reads the header blocks of one direction of one connection, in order: it keeps the dynamic table.</summary>
/// <remarks>
/// Not thread-safe. An indexed field costs one read of an array and allocates nothing, and so does a literal that the client repeats
/// (<see cref="RecentFields"/>). Memory per connection is bounded by the table's limit and by these. After an exception the
/// decoder is of no use: the connection has to end. Source: RFC 7541.
/// </remarks>
internal sealed class HpackDecoder
{
    /// <summary>What every client may count on before it has seen our settings. Source: RFC 9113, 6.5.2.</summary>
    public const int DefaultTableSize = 4096;

    /// <summary>Longest string decoded on the stack, in bytes.</summary>
    private const int StackBytes = 256;

    private readonly int _maxTableSize;
    private readonly DynamicTable _table = new(DefaultTableSize);
    private readonly RecentNames _names = new();

    /// <summary>Made with the first literal that could be repeated: clients that index all fields never need it.</summary>
    private RecentFields? _recent;

    /// <param name="maxTableSize">Bytes the dynamic table may count for, as our settings say: SETTINGS_HEADER_TABLE_SIZE.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below the default: a client may use that much until it has seen our settings.</exception>
    public HpackDecoder(int maxTableSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTableSize, DefaultTableSize);
        _maxTableSize = maxTableSize;
    }

    /// <summary>Reads one whole header block: HEADERS with all its CONTINUATIONs.</summary>
    /// <exception cref="HpackException">It is not one (COMPRESSION_ERROR).</exception>
    public void Decode<TSink>(ReadOnlySpan<byte> block, TSink sink)
        where TSink : IHeaderSink
    {
        var reader = new HpackReader(block);
        ReadSizeUpdates(ref reader);
        while (!reader.IsAtEnd)
        {
            sink.OnField(ReadField(ref reader));
        }
    }

    /// <summary>Reads a field by the bits its first byte begins with. Source: RFC 7541, 6.</summary>
    private HeaderField ReadField(ref HpackReader reader)
    {
        const byte Indexed = 0x80;
        const byte Incremental = 0x40;
        const byte SizeUpdate = 0x20;
        const byte NeverIndexed = 0x10;
        var first = reader.First;
        if (first >= Indexed)
        {
            return Field(reader.ReadInteger(Indexed - 1));
        }

        if (first >= Incremental)
        {
            // In the table for as long as the client wants it there, be it a secret: it has chosen so.
            var name = ReadName(ref reader, Incremental - 1);
            var field = Make(name, reader.ReadString(out var isHuffman), isHuffman);
            _table.Add(field);
            return field;
        }

        if (first >= SizeUpdate)
        {
            throw new HpackException("The table's size changes within a header block.");
        }

        return ReadUnindexed(ref reader, mayKeep: first < NeverIndexed);
    }

    private HeaderField ReadUnindexed(ref HpackReader reader, bool mayKeep)
    {
        const byte IndexMask = 0x0F;
        var name = ReadName(ref reader, IndexMask);
        var value = reader.ReadString(out var isHuffman);
        if (!mayKeep || !name.HasRepeatedValues)
        {
            return Make(name, value, isHuffman);
        }

        _recent ??= new RecentFields();
        if (_recent.Find(name, value, isHuffman, out var place) is not { } field)
        {
            field = Make(name, value, isHuffman);
            _recent.Keep(place, field, value, isHuffman);
        }

        return field;
    }

    private void ReadSizeUpdates(ref HpackReader reader)
    {
        // Two: the smallest size since the last block and the one that counts (RFC 7541, 4.2).
        const int MaxUpdates = 2;
        const byte Mask = 0x1F;
        for (var updates = 0; !reader.IsAtEnd && reader.First is >= 0x20 and < 0x40; updates++)
        {
            var size = reader.ReadInteger(Mask);
            if (updates == MaxUpdates || size > _maxTableSize)
            {
                throw new HpackException("The table's size changes too often or above its limit.");
            }

            _table.Resize(size);
        }
    }

    private HeaderName ReadName(ref HpackReader reader, byte indexMask)
    {
        var index = reader.ReadInteger(indexMask);
        if (index != 0)
        {
            return Field(index).HeaderName;
        }

        var octets = reader.ReadString(out var isHuffman);
        if (!isHuffman)
        {
            return _names.Get(octets);
        }

        var length = Huffman.MaxDecodedLength(octets.Length);
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var decoded = rented ?? stackalloc byte[StackBytes];
        try
        {
            return _names.Get(decoded[..Huffman.Decode(octets, decoded)]);
        }
        finally
        {
            Return(rented);
        }
    }

    private static HeaderField Make(HeaderName name, ReadOnlySpan<byte> octets, bool isHuffman)
    {
        if (!isHuffman)
        {
            return new HeaderField(name, Encoding.Latin1.GetString(octets));
        }

        var length = Huffman.MaxDecodedLength(octets.Length);
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var decoded = rented ?? stackalloc byte[StackBytes];
        try
        {
            return new HeaderField(name, Encoding.Latin1.GetString(decoded[..Huffman.Decode(octets, decoded)]));
        }
        finally
        {
            Return(rented);
        }
    }

    /// <summary>Gives a buffer back, cleared: a value may be a secret.</summary>
    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private HeaderField Field(int index)
    {
        if ((uint)(index - 1) < StaticTable.Count)
        {
            return StaticTable.Field(index);
        }

        var age = index - StaticTable.Count - 1;
        return age >= 0 && age < _table.Count ? _table[age] : throw new HpackException("A field has an index that no table has.");
    }
}
