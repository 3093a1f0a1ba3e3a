using System.Runtime.InteropServices;

namespace CreditQuery.Rules.Subjects;

/// <summary>The 16-byte plaintext block of an identifier (标识): type and characters, reversible; encrypted it is the <see cref="SubjectKey"/>.</summary>
/// <param name="Low">First eight bytes, little endian.</param>
/// <param name="High">Last eight bytes, little endian.</param>
/// <remarks>
/// <code>
/// bits   0..7    tag
/// bits   8..65   characters 1 to 11, base 37, first character lowest
/// bits  66..123  characters 12 to 22, likewise
/// bits 124..127  0
/// </code>
/// A character is 0 for none, 1 to 10 for the digits, 11 to 36 for the letters. Two halves of eleven need no 128-bit division; the longest
/// identifier that is packed has 20. Tags: 0x00 never an identifier (blocks of the registry itself, such as the key check value),
/// 0x01 to 0x0C the number of the <see cref="IdentifierType"/>, 0x0D to 0x7F for later types, 0x80 | type a keyed hash in the other 15 bytes.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct PackedIdentifier(ulong Low, ulong High)
{
    /// <summary>Most characters that are packed; longer ones are hashed.</summary>
    public const int MaxLength = 2 * HalfLength;

    /// <summary>Bit of the tag that marks a keyed hash.</summary>
    public const byte HashTag = 0x80;

    private const int HalfLength = 11;
    private const int HalfBits = 58;
    private const ulong HalfMask = (1UL << HalfBits) - 1;
    private const ulong Radix = 37;
    private const ulong Radix3 = Radix * Radix * Radix;
    private const ulong Radix6 = Radix3 * Radix3;
    private const ulong Radix8 = Radix6 * Radix * Radix;

    // What a character counts by its place in its half.
    private static ReadOnlySpan<ulong> Powers =>
        [1, Radix, Radix * Radix, Radix3, Radix3 * Radix, Radix3 * Radix * Radix, Radix6, Radix6 * Radix, Radix8, Radix8 * Radix, Radix8 * Radix * Radix];

    /// <summary>Tag of the block.</summary>
    public byte Tag => (byte)Low;

    /// <summary>Type in the tag, of a hashed block too.</summary>
    public IdentifierType Type => (IdentifierType)(Tag & ~HashTag);

    /// <summary>Tells whether the block holds a keyed hash instead of characters.</summary>
    public bool IsHash => (Tag & HashTag) != 0;

    private ulong FirstHalf => ((Low >> 8) | (High << 56)) & HalfMask;

    private ulong SecondHalf => (High >> (HalfBits - 56)) & HalfMask;

    /// <summary>Packs characters.</summary>
    /// <param name="type">Type; goes into the tag.</param>
    /// <param name="text">Digits and capital letters.</param>
    /// <param name="packed">The block; all zero when false is returned.</param>
    /// <returns>False if there are no characters, more than <see cref="MaxLength"/>, or others than digits and capital letters.</returns>
    public static bool TryPack(IdentifierType type, ReadOnlySpan<char> text, out PackedIdentifier packed)
    {
        packed = default;
        if (text.IsEmpty || text.Length > MaxLength)
        {
            return false;
        }

        var cut = Math.Min(text.Length, HalfLength);
        if (!TryPackHalf(text[..cut], out var first) || !TryPackHalf(text[cut..], out var second))
        {
            return false;
        }

        packed = Of((byte)type, first, second);
        return true;
    }

    /// <summary>Makes the block of a keyed hash.</summary>
    /// <param name="type">Type; goes into the tag.</param>
    /// <param name="hash">At least 15 bytes of a keyed hash; the first 15 are taken.</param>
    /// <returns>The block, its tag with <see cref="HashTag"/>.</returns>
    public static PackedIdentifier FromHash(IdentifierType type, ReadOnlySpan<byte> hash)
    {
        Span<byte> block = stackalloc byte[SubjectKey.Size];
        block[0] = (byte)((byte)type | HashTag);
        hash[..(SubjectKey.Size - 1)].CopyTo(block[1..]);
        return MemoryMarshal.Read<PackedIdentifier>(block);
    }

    /// <summary>Writes the characters.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> characters.</param>
    /// <param name="length">Characters written.</param>
    /// <returns>False if the block is a hash, has an unknown tag or was not made by <see cref="TryPack"/> (another key decrypted it).</returns>
    public bool TryUnpack(Span<char> destination, out int length)
    {
        length = 0;
        if (IsHash || Type is IdentifierType.Unspecified or > IdentifierType.Other || High >> 60 != 0)
        {
            return false;
        }

        var first = UnpackHalf(FirstHalf, destination);
        var second = UnpackHalf(SecondHalf, destination[HalfLength..]);
        if (first <= 0 || second < 0 || (second > 0 && first < HalfLength))
        {
            return false;
        }

        length = first + second;
        return true;
    }

    /// <summary>Gives the organisation code inside a unified code: characters 9 to 17, check character included.</summary>
    /// <returns>All zero if this is no packed unified code.</returns>
    /// <remarks>Source: GB 32100-2015; 002 五(一)1(1)②. Three divisions: it runs on every miss of a unified code.</remarks>
    public PackedIdentifier InnerOrgCode() => Tag != (byte)IdentifierType.Uscc
        ? default
        : Of((byte)IdentifierType.OrgCode, (FirstHalf / Radix8) + (SecondHalf % Radix6 * Radix3), 0);

    /// <summary>Says the type only: an identifier never gets into a log by accident.</summary>
    /// <returns>The name of the type.</returns>
    public override string ToString() => Type.ToString();

    internal static PackedIdentifier Of(byte tag, ulong first, ulong second) =>
        new(tag | (first << 8), (first >> 56) | (second << (HalfBits - 56)));

    private static bool TryPackHalf(ReadOnlySpan<char> text, out ulong half)
    {
        half = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var value = IdentifierAlphabet.Base36(text[i]);
            if (value == IdentifierAlphabet.None)
            {
                half = 0;
                return false;
            }

            // Products that do not wait for each other, unlike those of a chain.
            half += (value + 1UL) * Powers[i];
        }

        return true;
    }

    private static int UnpackHalf(ulong half, Span<char> destination)
    {
        var length = 0;
        while (half != 0)
        {
            var code = (int)(half % Radix);
            if (code == 0 || length == HalfLength)
            {
                return -1;
            }

            destination[length++] = IdentifierAlphabet.Base36Signs[code - 1];
            half /= Radix;
        }

        return length;
    }
}
