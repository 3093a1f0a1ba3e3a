using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CreditQuery.Log;

/// <summary>Chain value (链值): the SHA-1 that stands for one event and, through its predecessor, for all before it.</summary>
/// <remarks>Detects accidents (gap, reorder, rewritten history), not forgers.</remarks>
public readonly struct ChainValue : IEquatable<ChainValue>
{
    /// <summary>Length in bytes.</summary>
    public const int SizeBytes = 20;

    // Three fields instead of an array: the value is compared and copied once per event, without allocation.
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _third;

    private ChainValue(ReadOnlySpan<byte> bytes)
    {
        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The chain value of an empty log.</summary>
    /// <param name="epoch">Its epoch, 16 characters.</param>
    public static ChainValue OfEpoch(string epoch) => Events.ChainHash.Genesis(epoch);

    /// <summary>Reads the binary form.</summary>
    /// <param name="bytes">Exactly 20 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static ChainValue FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == SizeBytes
        ? new ChainValue(bytes)
        : throw new ArgumentException($"A chain value has {SizeBytes} bytes.", nameof(bytes));

    /// <summary>Reads the text form.</summary>
    /// <param name="text">40 hexadecimal characters.</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static ChainValue Parse(string text) => FromBytes(Convert.FromHexString(text));

    /// <summary>Writes the binary form.</summary>
    /// <param name="destination">At least 20 bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _third);
    }

    /// <summary>The binary form in a new array.</summary>
    public byte[] ToByteArray()
    {
        var bytes = new byte[SizeBytes];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>40 lower-case hexadecimal characters.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToByteArray());

    /// <inheritdoc/>
    public bool Equals(ChainValue other) => _first == other._first && _second == other._second && _third == other._third;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ChainValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_first, _second);

    /// <summary>Whether both are the same value.</summary>
    public static bool operator ==(ChainValue left, ChainValue right) => left.Equals(right);

    /// <summary>Whether the two values differ.</summary>
    public static bool operator !=(ChainValue left, ChainValue right) => !left.Equals(right);
}
