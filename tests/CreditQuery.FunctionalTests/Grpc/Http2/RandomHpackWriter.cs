using System.Text;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Writes header blocks in any way the standard allows, by chance: its own table tells which indexes there are.</summary>
/// <remarks>Source: RFC 7541.</remarks>
internal sealed class RandomHpackWriter(Random random)
{
    private const int Limit = 4096;

    private readonly List<HeaderField> _dynamic = [];
    private int _maxSize = Limit;

    /// <summary>One block with the fields.</summary>
    public byte[] Write(IEnumerable<HeaderField> fields)
    {
        var block = new List<byte>();
        for (var updates = random.Next(10) == 0 ? random.Next(1, 3) : 0; updates > 0; updates--)
        {
            _maxSize = random.Next(3) == 0 ? Limit : random.Next(300);
            AddInteger(block, 0x20, 5, _maxSize);
            Evict();
        }

        foreach (var field in fields)
        {
            AddField(block, field);
        }

        return [.. block];
    }

    private void AddField(List<byte> block, HeaderField field)
    {
        var all = HpackStaticTable.Fields.Concat(_dynamic).ToList();
        var whole = Indexes(all, f => f == field);
        if (whole.Length > 0 && random.Next(4) != 0)
        {
            AddInteger(block, 0x80, 7, whole[random.Next(whole.Length)]);
            return;
        }

        var (pattern, bits) = random.Next(4) switch
        {
            0 => (0x00, 4),
            1 => (0x10, 4),
            _ => (0x40, 6),
        };
        var names = Indexes(all, f => f.Name == field.Name);
        if (names.Length > 0 && random.Next(4) != 0)
        {
            AddInteger(block, pattern, bits, names[random.Next(names.Length)]);
        }
        else
        {
            AddInteger(block, pattern, bits, 0);
            AddString(block, field.Name);
        }

        AddString(block, field.Value);
        if (pattern == 0x40)
        {
            _dynamic.Insert(0, field);
            Evict();
        }
    }

    private void Evict()
    {
        while (_dynamic.Sum(static f => f.Name.Length + f.Value.Length + 32) > _maxSize)
        {
            _dynamic.RemoveAt(_dynamic.Count - 1);
        }
    }

    private void AddString(List<byte> block, string text)
    {
        var octets = Encoding.Latin1.GetBytes(text);
        var isHuffman = random.Next(2) == 0;
        var written = isHuffman ? HpackHuffman.Encode(octets) : octets;
        AddInteger(block, isHuffman ? 0x80 : 0, 7, written.Length);
        block.AddRange(written);
    }

    private void AddInteger(List<byte> block, int pattern, int bits, int value)
    {
        var mask = (1 << bits) - 1;
        if (value < mask)
        {
            block.Add((byte)(pattern | value));
            return;
        }

        block.Add((byte)(pattern | mask));
        for (value -= mask; value >= 0x80; value >>= 7)
        {
            block.Add((byte)(value | 0x80));
        }

        if (random.Next(10) == 0)
        {
            block.Add((byte)(value | 0x80)); // A zero more, which adds nothing.
            value = 0;
        }

        block.Add((byte)value);
    }

    private static int[] Indexes(List<HeaderField> all, Func<HeaderField, bool> wanted) =>
        [.. Enumerable.Range(0, all.Count).Where(i => wanted(all[i])).Select(static i => i + 1)];
}
