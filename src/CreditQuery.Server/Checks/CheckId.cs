namespace CreditQuery.Server.Checks;

/// <summary>Ids of checks (ULID): 48 bits of log time in milliseconds, 80 random bits.</summary>
/// <remarks>Random bits name a check, they guard nothing: no cryptographic generator.</remarks>
internal static class CheckId
{
    /// <summary>Characters of an id.</summary>
    public const int Length = 26;

    private const int TimeCharacters = 10;
    private const int HalfCharacters = 8;
    private const ulong HalfMask = (1UL << 40) - 1;

    /// <summary>Writes a new id.</summary>
    /// <param name="nowMs">Log time, milliseconds since the Unix epoch.</param>
    /// <param name="target">Receives 26 characters of Crockford's base 32, ASCII.</param>
    public static void Write(long nowMs, Span<byte> target)
    {
        WriteBits(target[..TimeCharacters], (ulong)nowMs);
        WriteBits(target.Slice(TimeCharacters, HalfCharacters), (ulong)Random.Shared.NextInt64() & HalfMask);
        WriteBits(target.Slice(TimeCharacters + HalfCharacters, HalfCharacters), (ulong)Random.Shared.NextInt64() & HalfMask);
    }

    private static void WriteBits(Span<byte> text, ulong value)
    {
        var alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"u8;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }
}
