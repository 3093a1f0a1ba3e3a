using System.Text;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>Writes header blocks as literals without indexing: no state, and every byte as the test wants it.</summary>
/// <remarks>Source: RFC 7541 section 6.2.2.</remarks>
internal static class HpackEncoder
{
    public static byte[] Encode(IEnumerable<HeaderField> fields)
    {
        var block = new List<byte>();
        foreach (var field in fields)
        {
            block.Add(0);
            AddString(block, field.Name);
            AddString(block, field.Value);
        }

        return [.. block];
    }

    private static void AddString(List<byte> block, string text)
    {
        AddLength(block, text.Length);
        block.AddRange(Encoding.Latin1.GetBytes(text));
    }

    private static void AddLength(List<byte> block, int length)
    {
        const int Mask = 0x7F;
        if (length < Mask)
        {
            block.Add((byte)length);
            return;
        }

        block.Add(Mask);
        length -= Mask;
        while (length >= 0x80)
        {
            block.Add((byte)(length | 0x80));
            length >>= 7;
        }

        block.Add((byte)length);
    }
}
