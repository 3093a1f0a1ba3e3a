using System.Text;

namespace CreditQuery.Rules;

/// <summary>The 32-bit number that stands for a code (list type, cause, scheme, value) inside records.</summary>
/// <remarks>FNV-1a over UTF-8, so that it is the same on every node and in every catalogue version; a catalogue in which two codes
/// share a number is refused at load. 0 stands for no code. A choice of ours: ADR 0004.</remarks>
public static class Code32
{
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>Gives the number of a code.</summary>
    /// <param name="code">The code; null or empty gives 0.</param>
    /// <returns>0 only for no code.</returns>
    public static int Of(string? code)
    {
        if (string.IsNullOrEmpty(code))
        {
            return 0;
        }

        Span<byte> utf8 = stackalloc byte[256];
        var length = Encoding.UTF8.TryGetBytes(code, utf8, out var written) ? written : throw new ArgumentException("A code is at most 256 bytes.", nameof(code));
        var hash = Offset;
        foreach (var b in utf8[..length])
        {
            hash = (hash ^ b) * Prime;
        }

        return hash == 0 ? 1 : unchecked((int)hash);
    }
}
