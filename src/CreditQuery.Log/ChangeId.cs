using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CreditQuery.Log;

/// <summary>Identity of one change set (变更标识): a ULID, 48 bits of milliseconds and 80 random bits.</summary>
/// <remarks>The writer of a change chooses it; repeating a change set with the same id repeats nothing. Ordered by time.</remarks>
public readonly struct ChangeId : IEquatable<ChangeId>, IComparable<ChangeId>
{
    /// <summary>Length of the binary form in bytes.</summary>
    public const int SizeBytes = 16;

    /// <summary>Length of the text form in characters.</summary>
    public const int TextLength = 26;

    // Crockford's base 32: no I, L, O, U.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly UInt128 _value;

    /// <summary>Makes the id of a 128-bit number, most significant bits first.</summary>
    public ChangeId(UInt128 value) => _value = value;

    /// <summary>The instant the id was made, with a resolution of one millisecond.</summary>
    /// <exception cref="InvalidOperationException">The 48 bits lie beyond the year 9999; see <see cref="IsTimeValid"/>.</exception>
    public DateTimeOffset Time => IsTimeValid
        ? DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds)
        : throw new InvalidOperationException("The time of this change id lies beyond the year 9999.");

    /// <summary>Whether the 48 bits of time are an instant before the year 10000.</summary>
    public bool IsTimeValid => Milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private long Milliseconds => (long)(ulong)(_value >> 80);

    /// <summary>Makes a new id from the clock and the system's random generator.</summary>
    public static ChangeId New(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Span<byte> bytes = stackalloc byte[SizeBytes];
        RandomNumberGenerator.Fill(bytes);
        var random = BinaryPrimitives.ReadUInt128BigEndian(bytes) & ((UInt128.One << 80) - 1);
        var milliseconds = (ulong)Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new ChangeId(((UInt128)milliseconds << 80) | random);
    }

    /// <summary>Reads the binary form.</summary>
    /// <param name="bytes">Exactly 16 bytes, most significant first.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static ChangeId FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == SizeBytes
        ? new ChangeId(BinaryPrimitives.ReadUInt128BigEndian(bytes))
        : throw new ArgumentException($"A change id has {SizeBytes} bytes.", nameof(bytes));

    /// <summary>Reads the text form: 26 characters of Crockford's base 32 in either case, the first at most 7.</summary>
    /// <exception cref="FormatException">Not a ULID (INVALID_ARGUMENT).</exception>
    public static ChangeId Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a ULID: 26 characters of Crockford's base 32.");

    /// <summary>Reads the text form, without throwing.</summary>
    /// <returns>False, and the zero id, if <paramref name="text"/> is not a ULID.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ChangeId id)
    {
        id = default;
        // 26 digits are 130 bits: the first one may only use the lower three of its five.
        if (text.Length != TextLength || text[0] is < '0' or > '7')
        {
            return false;
        }

        var value = UInt128.Zero;
        foreach (var character in text)
        {
            var digit = Alphabet.IndexOf(char.ToUpperInvariant(character), StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            value = (value << 5) | (uint)digit;
        }

        id = new ChangeId(value);
        return true;
    }

    /// <summary>Writes the binary form, most significant byte first.</summary>
    /// <param name="destination">At least 16 bytes.</param>
    public void WriteTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    /// <summary>The id as a 128-bit number.</summary>
    public UInt128 ToUInt128() => _value;

    /// <summary>The text form: 26 upper-case characters.</summary>
    public override string ToString() => string.Create(TextLength, _value, static (text, value) =>
    {
        for (var i = TextLength - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(uint)(value & 31)];
            value >>= 5;
        }
    });

    /// <inheritdoc/>
    public bool Equals(ChangeId other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ChangeId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>Orders by time, then by the random bits.</summary>
    public int CompareTo(ChangeId other) => _value.CompareTo(other._value);

    /// <summary>Whether both are the same id.</summary>
    public static bool operator ==(ChangeId left, ChangeId right) => left.Equals(right);

    /// <summary>Whether the two ids differ.</summary>
    public static bool operator !=(ChangeId left, ChangeId right) => !left.Equals(right);
}
