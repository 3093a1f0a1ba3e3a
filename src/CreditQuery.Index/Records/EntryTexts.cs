using System.Text;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Records;

/// <summary>The texts of an entry as they stand in the tail: in the order of <see cref="EntryText"/>, each ended by a zero byte.</summary>
internal static class EntryTexts
{
    /// <summary>Number of texts.</summary>
    public const int Count = 12;

    /// <summary>Writes texts; trailing empty ones are left out.</summary>
    /// <param name="texts">Exactly <see cref="Count"/> texts; null and empty mean the same.</param>
    public static byte[] Write(ReadOnlySpan<string?> texts)
    {
        var last = Count;
        var length = 0;
        while (last > 0 && string.IsNullOrEmpty(texts[last - 1]))
        {
            last--;
        }

        foreach (var text in texts[..last])
        {
            length += Encoding.UTF8.GetByteCount(text ?? "") + 1;
        }

        var bytes = new byte[length];
        var at = 0;
        foreach (var text in texts[..last])
        {
            at += Encoding.UTF8.GetBytes(text ?? "", bytes.AsSpan(at)) + 1;
        }

        return bytes;
    }

    /// <summary>Replaces one text.</summary>
    /// <returns>New bytes; the old ones stay as they are, because slots share them.</returns>
    public static byte[] With(ReadOnlySpan<byte> bytes, EntryText which, string value)
    {
        var texts = new string?[Count];
        for (var i = 0; i < Count && !bytes.IsEmpty; i++)
        {
            var end = bytes.IndexOf((byte)0);
            texts[i] = Encoding.UTF8.GetString(bytes[..end]);
            bytes = bytes[(end + 1)..];
        }

        texts[(int)which] = value;
        return Write(texts);
    }

    /// <summary>Reads one text.</summary>
    public static string Read(ReadOnlySpan<byte> bytes, EntryText which)
    {
        for (var skip = (int)which; skip > 0 && !bytes.IsEmpty; skip--)
        {
            bytes = bytes[(bytes.IndexOf((byte)0) + 1)..];
        }

        return bytes.IsEmpty ? "" : Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);
    }
}
