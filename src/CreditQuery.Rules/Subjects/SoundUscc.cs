using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CreditQuery.Rules.Subjects;

/// <summary>Reads a unified code (统一社会信用代码) that is written as the standard writes it and whose check characters are right, sixteen
/// characters at a time.</summary>
/// <remarks>Nearly all are. What is not goes the way of <see cref="Forms.UsccForm"/>, which says what is wrong with it; both give the same reading of
/// the same code. 33 ns less than that way (<c>loadtests/results/evaluation-2026-11-22.md</c>). Source: GB 32100-2015; GB 11714.</remarks>
internal static class SoundUscc
{
    private const int Length = 18;
    private const int InnerCheckAt = 16;
    private const ulong Radix = 37;
    private const ulong Radix2 = Radix * Radix;
    private const ulong Radix4 = Radix2 * Radix2;
    private const ulong Radix5 = Radix4 * Radix;
    private const ulong Radix8 = Radix4 * Radix4;

    /// <summary>Reads the code.</summary>
    /// <param name="text">As written.</param>
    /// <param name="reading">The reading; default when false is returned.</param>
    /// <returns>False if anything about it is to be looked at twice.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        reading = default;
        if (text.Length != Length)
        {
            return false;
        }

        var (inner, check) = (IdentifierAlphabet.Uscc(text[InnerCheckAt]), IdentifierAlphabet.Uscc(text[Length - 1]));
        if (inner == IdentifierAlphabet.None || check == IdentifierAlphabet.None)
        {
            return false;
        }

        // A character beyond ASCII becomes 255, which is no sign either.
        ref var characters = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        var signs = Vector128.NarrowWithSaturation(Vector128.LoadUnsafe(ref characters), Vector128.LoadUnsafe(ref characters, 8));
        var letters = Vector128.GreaterThan(signs, Vector128.Create((byte)'9'));
        var values = signs - Vector128.Create((byte)'0') - (letters & Vector128.Create((byte)('A' - '9' - 1)));
        if (HasOther(signs, values, letters))
        {
            return false;
        }

        var sum = Weigh(ValuesOfUscc(signs, values), Vector128.Create((byte)1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30)) + (inner * 28);
        var innerSum = Weigh(values, Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 3, 7, 9, 10, 5, 8, 4, 2));
        if (check != (31 - (sum % 31)) % 31 || text[InnerCheckAt] != CheckCharacters.OfOrgCodeSum(innerSum))
        {
            return false;
        }

        var codes = (values + Vector128<byte>.One).AsUInt64();
        var (low, high) = (codes.GetElement(0), codes.GetElement(1));
        var last = CodeOf(text[InnerCheckAt]) + (CodeOf(text[Length - 1]) * Radix);
        var packed = PackedIdentifier.Of((byte)IdentifierType.Uscc, Pack(low) + (Pack(high & 0xFF_FFFF) * Radix8), Pack(high >> 24) + (last * Radix5));
        reading = new ParsedIdentifier(IdentifierType.Uscc, packed, IdentifierFindings.None, NeedsHash: false);
        return true;
    }

    // What is neither a digit nor a capital letter, and the five letters that are no signs. Differences below 0 have gone round to large values.
    private static bool HasOther(Vector128<byte> signs, Vector128<byte> values, Vector128<byte> letters)
    {
        var other = Vector128.GreaterThan(values, Vector128.Create((byte)35)) | (letters & Vector128.LessThan(signs, Vector128.Create((byte)'A')))
            | Vector128.Equals(signs, Vector128.Create((byte)'I')) | Vector128.Equals(signs, Vector128.Create((byte)'O')) | Vector128.Equals(signs, Vector128.Create((byte)'S'))
            | Vector128.Equals(signs, Vector128.Create((byte)'V')) | Vector128.Equals(signs, Vector128.Create((byte)'Z'));
        return other != Vector128<byte>.Zero;
    }

    // Each letter left out moves those after it by one; a comparison that holds is -1.
    private static Vector128<byte> ValuesOfUscc(Vector128<byte> signs, Vector128<byte> values) => values
        + Vector128.GreaterThan(signs, Vector128.Create((byte)'I')) + Vector128.GreaterThan(signs, Vector128.Create((byte)'O'))
        + Vector128.GreaterThan(signs, Vector128.Create((byte)'S')) + Vector128.GreaterThan(signs, Vector128.Create((byte)'V'));

    private static int Weigh(Vector128<byte> values, Vector128<byte> weights)
    {
        var (low, high) = Vector128.Widen(values);
        var (lowWeights, highWeights) = Vector128.Widen(weights);
        return Vector128.Sum((low * lowWeights) + (high * highWeights));
    }

    private static ulong CodeOf(char sign) => IdentifierAlphabet.Base36(sign) + 1UL;

    // Eight digits of base 37, the lowest first, one in each byte: pairs of digits, then pairs of pairs.
    private static ulong Pack(ulong digits)
    {
        digits = (digits & 0x00FF_00FF_00FF_00FF) + (((digits >> 8) & 0x00FF_00FF_00FF_00FF) * Radix);
        digits = (digits & 0x0000_FFFF_0000_FFFF) + (((digits >> 16) & 0x0000_FFFF_0000_FFFF) * Radix2);
        return (digits & 0xFFFF_FFFF) + ((digits >> 32) * Radix4);
    }
}
