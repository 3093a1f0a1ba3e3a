using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Values of "-bin" metadata: base64, padded or not when read, not padded when written. Source: PROTOCOL-HTTP2.</summary>
internal static class BinaryMetadata
{
    /// <summary>Bytes to header value, without padding.</summary>
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <summary>Adds one entry per comma-separated value.</summary>
    /// <exception cref="FormatException">A value is not base64.</exception>
    public static void AddTo(Metadata metadata, string name, string value)
    {
        foreach (var range in value.AsSpan().Split(','))
        {
            metadata.Add(new Metadata.Entry(name, null, Decode(value.AsSpan()[range].Trim(' '))));
        }
    }

    /// <summary>One header value to bytes; an empty value is an empty array.</summary>
    /// <exception cref="FormatException">It is not base64.</exception>
    public static byte[] Decode(ReadOnlySpan<char> value)
    {
        var digits = value.TrimEnd('=');
        if (digits.Length % 4 == 1 || value.Length - digits.Length > 2 || digits.ContainsAny(" \t\r\n"))
        {
            throw new FormatException("Binary metadata is not base64.");
        }

        var padded = new char[(digits.Length + 3) / 4 * 4];
        digits.CopyTo(padded);
        padded.AsSpan(digits.Length).Fill('=');
        return Convert.FromBase64CharArray(padded, 0, padded.Length);
    }
}
