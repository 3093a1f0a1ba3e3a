using System.Buffers;
using System.Text;

namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>The name of a header with what is known of it.</summary>
internal sealed class HeaderName
{
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz");

    public HeaderName(string text, KnownHeader known, bool hasRepeatedValues)
    {
        Text = text;
        Known = known;
        HasRepeatedValues = hasRepeatedValues;
        var token = text.StartsWith(':') ? text.AsSpan(1) : text;
        IsWellFormed = token.Length > 0 && !token.ContainsAnyExcept(TokenCharacters);
    }

    public string Text { get; }

    public KnownHeader Known { get; }

    /// <summary>True: lower case and of the characters of a token (RFC 9113, 8.2.1), after the colon if there is one.</summary>
    public bool IsWellFormed { get; }

    /// <summary>True: the values are few and no secrets, so the last ones are kept with the connection (<see cref="RecentFields"/>).</summary>
    public bool HasRepeatedValues { get; }

    /// <summary>True: characters that a name may have, in lower case; at least one.</summary>
    public static bool IsToken(ReadOnlySpan<byte> octets) => !octets.IsEmpty && !octets.ContainsAnyExcept(TokenBytes);

    /// <summary>True: written so; names with bytes above 0x7F equal nothing.</summary>
    public bool Is(ReadOnlySpan<byte> octets) => Ascii.Equals(octets, Text);
}
