using System.Text;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>Reads the header blocks of one direction of one connection, in order: it keeps the dynamic table.</summary>
/// <remarks>Source: RFC 7541. Not thread-safe.</remarks>
internal sealed class HpackDecoder
{
    /// <summary>What a table entry costs beside its characters (RFC 7541 section 4.1).</summary>
    private const int EntryOverhead = 32;

    private readonly List<HeaderField> _dynamic = [];
    private int _size;
    private int _maxSize = 4096;

    public List<HeaderField> Decode(ReadOnlySpan<byte> block)
    {
        var fields = new List<HeaderField>();
        while (!block.IsEmpty)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
            {
                fields.Add(Field(ReadInteger(ref block, 7)));
            }
            else if ((first & 0x40) != 0)
            {
                var field = ReadLiteral(ref block, 6);
                Insert(field);
                fields.Add(field);
            }
            else if ((first & 0x20) != 0)
            {
                _maxSize = ReadInteger(ref block, 5);
                Evict(_maxSize);
            }
            else
            {
                fields.Add(ReadLiteral(ref block, 4));
            }
        }

        return fields;
    }

    private HeaderField ReadLiteral(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var index = ReadInteger(ref block, prefixBits);
        var name = index == 0 ? ReadString(ref block) : Field(index).Name;
        return new HeaderField(name, ReadString(ref block));
    }

    private static string ReadString(ref ReadOnlySpan<byte> block)
    {
        var isHuffman = (block[0] & 0x80) != 0;
        var length = ReadInteger(ref block, 7);
        var octets = block[..length];
        block = block[length..];
        return isHuffman ? HpackHuffman.Decode(octets) : Encoding.Latin1.GetString(octets);
    }

    private static int ReadInteger(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var mask = (1 << prefixBits) - 1;
        var value = block[0] & mask;
        block = block[1..];
        if (value < mask)
        {
            return value;
        }

        var shift = 0;
        byte octet;
        do
        {
            octet = block[0];
            block = block[1..];
            value = checked(value + ((octet & 0x7F) << shift));
            shift += 7;
        }
        while ((octet & 0x80) != 0);
        return value;
    }

    private HeaderField Field(int index)
    {
        var known = HpackStaticTable.Fields.Count;
        return index <= known ? HpackStaticTable.Fields[index - 1] : _dynamic[index - known - 1];
    }

    private void Insert(HeaderField field)
    {
        var cost = Cost(field);
        Evict(_maxSize - cost);
        if (cost <= _maxSize)
        {
            _dynamic.Insert(0, field);
            _size += cost;
        }
    }

    private void Evict(int target)
    {
        while (_size > target && _dynamic.Count > 0)
        {
            _size -= Cost(_dynamic[^1]);
            _dynamic.RemoveAt(_dynamic.Count - 1);
        }
    }

    private static int Cost(HeaderField field) => field.Name.Length + field.Value.Length + EntryOverhead;
}
