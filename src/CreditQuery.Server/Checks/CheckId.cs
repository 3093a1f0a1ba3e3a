namespace CreditQuery.Server.Checks;

/// <summary>Ids of checks (ULID): 48 bits of log time in milliseconds, 80 random bits.</summary>
/// <remarks>One allocation, the string. Random bits name a check, they guard nothing: no cryptographic generator.</remarks>
internal static class CheckId
{
    private const int TimeCharacters = 10;
    private const int HalfCharacters = 8;
    private const int Length = 26;
    private const ulong HalfMask = (1UL << 40) - 1;

    /// <summary>Makes an id.</summary>
    /// <param name="nowMs">Log time, milliseconds since the Unix epoch.</param>
    /// <returns>26 characters of Crockford's base 32.</returns>
    public static string New(long nowMs)
    {
        var high = (ulong)Random.Shared.NextInt64() & HalfMask;
        var low = (ulong)Random.Shared.NextInt64() & HalfMask;
        return string.Create(Length, (Time: (ulong)nowMs, high, low), static (text, parts) =>
        {
            Write(text[..TimeCharacters], parts.Time);
            Write(text.Slice(TimeCharacters, HalfCharacters), parts.high);
            Write(text[(TimeCharacters + HalfCharacters)..], parts.low);
        });
    }

    private static void Write(Span<char> text, ulong value)
    {
        ReadOnlySpan<byte> alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"u8;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = (char)alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }
}
