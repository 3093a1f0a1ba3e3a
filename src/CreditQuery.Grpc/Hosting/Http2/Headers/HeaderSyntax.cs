using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What names and values of headers may hold, and lengths of bodies in them. Source: RFC 9110, 5; RFC 9113, 8.2.1.</summary>
internal static class HeaderSyntax
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <exception cref="InvalidOperationException">No name.</exception>
    public static void ThrowIfNoName(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new InvalidOperationException("The name of a header has a character that is not allowed.");
        }
    }

    /// <exception cref="InvalidOperationException">A control character, or one that Latin-1 has not.</exception>
    public static void ThrowIfNoValue(StringValues values)
    {
        for (var at = 0; at < values.Count; at++)
        {
            if (values[at] is { } value && value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                Check(value);
            }
        }
    }

    /// <summary>Whether a header belongs to a connection of HTTP/1.1: middleware may set one, and no response of HTTP/2 has it. Source: RFC 9113, 8.2.2.</summary>
    public static bool IsOfHttp1(string name)
    {
        var other = name.Length switch
        {
            7 => "upgrade",
            10 => name[0] is 'k' or 'K' ? "keep-alive" : "connection",
            16 => "proxy-connection",
            17 => "transfer-encoding",
            _ => null,
        };
        return other is not null && string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The length that a content-length names; null: none, or none that counts.</summary>
    public static long? ParseLength(StringValues values) =>
        values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    public static string FormatLength(long length) => length.ToString(CultureInfo.InvariantCulture);

    private static void Check(string value)
    {
        foreach (var character in value)
        {
            if (character is < ' ' and not '\t' or '\x7F' or > '\xFF')
            {
                throw new InvalidOperationException($"The value of a header has the character 0x{(int)character:X4}, which is not allowed.");
            }
        }
    }
}
