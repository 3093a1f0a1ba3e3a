using System.Security.Cryptography;

namespace CreditQuery.Index;

/// <summary>Check value of a registry key: two equal values mean the same key, and none leads back to it.</summary>
/// <remarks>The first 8 bytes of HMAC-SHA256 over a fixed label under the whole key. A choice of ours.</remarks>
public readonly struct KeyCheckValue : IEquatable<KeyCheckValue>
{
    /// <summary>Length in bytes.</summary>
    public const int SizeBytes = 8;

    private readonly ulong _value;

    private KeyCheckValue(ulong value) => _value = value;

    /// <summary>Whether no value is set.</summary>
    public bool IsEmpty => _value == 0;

    /// <summary>Reads the binary form.</summary>
    /// <param name="bytes">Exactly 8 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static KeyCheckValue FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == SizeBytes
        ? new KeyCheckValue(BitConverter.ToUInt64(bytes))
        : throw new ArgumentException("A key check value has 8 bytes.", nameof(bytes));

    /// <summary>Reads the text form.</summary>
    /// <param name="text">16 hexadecimal characters.</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static KeyCheckValue Parse(string text) => FromBytes(Convert.FromHexString(text));

    /// <summary>The binary form in a new array.</summary>
    public byte[] ToByteArray() => BitConverter.GetBytes(_value);

    /// <summary>16 lower-case hexadecimal characters.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToByteArray());

    /// <inheritdoc/>
    public bool Equals(KeyCheckValue other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyCheckValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>Whether both are of the same key.</summary>
    public static bool operator ==(KeyCheckValue left, KeyCheckValue right) => left.Equals(right);

    /// <summary>Whether they are of different keys.</summary>
    public static bool operator !=(KeyCheckValue left, KeyCheckValue right) => !left.Equals(right);

    internal static KeyCheckValue Of(ReadOnlySpan<byte> secret)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, "creditquery key check"u8, hash);
        return FromBytes(hash[..SizeBytes]);
    }
}
