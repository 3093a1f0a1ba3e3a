using System.Runtime.Intrinsics;

namespace CreditQuery.Index.Keys;

/// <summary>The round keys of AES-128, computed without instructions: once per key, the same on every processor.</summary>
/// <remarks>Source: FIPS 197, 5.2 and 5.3.5 (equivalent inverse cipher).</remarks>
internal static class AesKeySchedule
{
    private const int KeyBytes = 16;
    private const int RoundKeys = 11;

    private static readonly byte[] SubstitutionBox = MakeSubstitutionBox();

    /// <summary>Expands a key to its eleven round keys.</summary>
    public static Vector128<byte>[] Expand(ReadOnlySpan<byte> key)
    {
        var bytes = new byte[KeyBytes * RoundKeys];
        key.CopyTo(bytes);
        byte roundConstant = 1;
        for (var i = KeyBytes; i < bytes.Length; i += 4)
        {
            for (var j = 0; j < 4; j++)
            {
                bytes[i + j] = bytes[i + j - 4];
            }

            if (i % KeyBytes == 0)
            {
                var first = bytes[i];
                bytes[i] = (byte)(SubstitutionBox[bytes[i + 1]] ^ roundConstant);
                bytes[i + 1] = SubstitutionBox[bytes[i + 2]];
                bytes[i + 2] = SubstitutionBox[bytes[i + 3]];
                bytes[i + 3] = SubstitutionBox[first];
                roundConstant = Double(roundConstant);
            }

            for (var j = 0; j < 4; j++)
            {
                bytes[i + j] ^= bytes[i + j - KeyBytes];
            }
        }

        var keys = new Vector128<byte>[RoundKeys];
        for (var i = 0; i < RoundKeys; i++)
        {
            keys[i] = Vector128.Create<byte>(bytes.AsSpan(i * KeyBytes, KeyBytes));
        }

        return keys;
    }

    /// <summary>Makes the round keys of the equivalent inverse cipher, in the order in which it uses them.</summary>
    public static Vector128<byte>[] Invert(ReadOnlySpan<Vector128<byte>> encrypt)
    {
        var keys = new Vector128<byte>[RoundKeys];
        keys[0] = encrypt[RoundKeys - 1];
        keys[RoundKeys - 1] = encrypt[0];
        for (var i = 1; i < RoundKeys - 1; i++)
        {
            keys[i] = InverseMixColumns(encrypt[RoundKeys - 1 - i]);
        }

        return keys;
    }

    private static Vector128<byte> InverseMixColumns(Vector128<byte> key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        Span<byte> mixed = stackalloc byte[KeyBytes];
        key.CopyTo(bytes);
        for (var column = 0; column < KeyBytes; column += 4)
        {
            for (var row = 0; row < 4; row++)
            {
                mixed[column + row] = (byte)(Multiply(bytes[column + row], 14)
                    ^ Multiply(bytes[column + ((row + 1) & 3)], 11)
                    ^ Multiply(bytes[column + ((row + 2) & 3)], 13)
                    ^ Multiply(bytes[column + ((row + 3) & 3)], 9));
            }
        }

        return Vector128.Create<byte>(mixed);
    }

    private static byte Double(byte value) => (byte)((value << 1) ^ ((value & 0x80) != 0 ? 0x1B : 0));

    private static byte Multiply(byte value, int factor)
    {
        byte product = 0;
        for (; factor != 0; factor >>= 1)
        {
            product ^= (factor & 1) != 0 ? value : (byte)0;
            value = Double(value);
        }

        return product;
    }

    // The box is the inverse in GF(2^8) followed by an affine map: computed, so that no table has to be believed.
    private static byte[] MakeSubstitutionBox()
    {
        var box = new byte[256];
        for (var value = 0; value < 256; value++)
        {
            byte inverse = 0;
            for (var candidate = 1; candidate < 256 && value != 0; candidate++)
            {
                if (Multiply((byte)value, candidate) == 1)
                {
                    inverse = (byte)candidate;
                    break;
                }
            }

            int spread = inverse | (inverse << 8);
            box[value] = (byte)((spread ^ (spread >> 4) ^ (spread >> 5) ^ (spread >> 6) ^ (spread >> 7) ^ 0x63) & 0xFF);
        }

        return box;
    }
}
