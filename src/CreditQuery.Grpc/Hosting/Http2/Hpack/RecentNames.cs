namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>The names of metadata that a client sends again and again as literals. Names are no secrets; values are not kept.</summary>
/// <remarks>Bounded: 16 places of at most 64 characters, and another name takes a place over.</remarks>
internal sealed class RecentNames
{
    private const int Places = 16;
    private const int MaxLength = 64;

    private readonly HeaderName?[] _names = new HeaderName?[Places];

    /// <summary>The name, known or made.</summary>
    public HeaderName Get(ReadOnlySpan<byte> octets)
    {
        if (HeaderNames.Find(octets) is { } known)
        {
            return known;
        }

        if (octets.Length is 0 or > MaxLength)
        {
            return Make(octets);
        }

        ref var place = ref _names[(octets.Length + (octets[0] * 3) + (octets[^1] * 7) + (octets[octets.Length / 2] * 5)) & (Places - 1)];
        if (place is null || !place.Is(octets))
        {
            place = Make(octets);
        }

        return place;
    }

    private static HeaderName Make(ReadOnlySpan<byte> octets)
    {
        var known = octets is [(byte)':', ..] ? KnownHeader.OtherPseudo : KnownHeader.None;
        return new HeaderName(System.Text.Encoding.Latin1.GetString(octets), known, hasRepeatedValues: false);
    }
}
