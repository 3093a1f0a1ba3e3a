using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using CreditQuery.Rules.Periods;
using Google.Protobuf;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>The bytes of a message in the making, in protobuf's wire format, written once from front to back.</summary>
/// <remarks>Fields are written in the order of their numbers and defaults are left out, as the generated code does, so that the bytes are the
/// same (a test compares them). Not thread-safe; used again for the next message.</remarks>
internal sealed class MessageBytes
{
    private const int InitialBytes = 1024;
    private const int MaxVarintBytes = 10;

    // Tag of a field up to 2^29: at most five bytes.
    private const int MaxHeadBytes = 5 + MaxVarintBytes;
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int OneByte = 0x80;
    private const int MaxUtf8PerChar = 3;

    private byte[] _bytes = new byte[InitialBytes];
    private bool _isRented;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written; valid until the next byte.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Starts again.</summary>
    public void Clear() => Length = 0;

    /// <summary>Takes back what stands behind a place.</summary>
    /// <param name="length">What <see cref="Length"/> was there.</param>
    public void CutTo(int length) => Length = length;

    /// <summary>Starts again and gives a large array back.</summary>
    public void Release()
    {
        Length = 0;
        if (_isRented)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = new byte[InitialBytes];
            _isRented = false;
        }
    }

    /// <summary>Writes a number, an enum or a flag; nothing for 0.</summary>
    public void Number(int field, ulong value)
    {
        if (value != 0)
        {
            Reserve(MaxHeadBytes);
            Tag(field, Varint);
            PutVarint(value);
        }
    }

    /// <summary>Writes a flag; nothing for false.</summary>
    public void Flag(int field, bool value) => Number(field, value ? 1UL : 0);

    /// <summary>Writes a text; nothing for an empty one.</summary>
    public void Text(int field, string value)
    {
        if (value.Length > 0)
        {
            TextOfList(field, value);
        }
    }

    /// <summary>Writes a text of a repeated field, an empty one too.</summary>
    public void TextOfList(int field, string value)
    {
        Reserve(MaxHeadBytes + (value.Length * MaxUtf8PerChar));
        var start = Open(field);
        Length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length));
        Close(start);
    }

    /// <summary>Writes a text that is UTF-8 already; nothing for an empty one.</summary>
    public void Text(int field, ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty)
        {
            utf8.CopyTo(Room(field, utf8.Length));
        }
    }

    /// <summary>Makes room for a text or message of known length, which the caller fills.</summary>
    /// <returns>Exactly that many bytes, valid until the next call.</returns>
    public Span<byte> Room(int field, int length)
    {
        Reserve(MaxHeadBytes + length);
        Tag(field, LengthDelimited);
        PutVarint((uint)length);
        Length += length;
        return _bytes.AsSpan(Length - length, length);
    }

    /// <summary>Writes a civil day, YYYY-MM-DD; nothing for none and never.</summary>
    public void Day(int field, int day)
    {
        if (day is CivilDay.None or CivilDay.Never)
        {
            return;
        }

        var (year, month, dayOfMonth) = DateOnly.FromDayNumber(day);
        var text = Room(field, 10);
        text[0] = (byte)('0' + (year / 1000));
        text[1] = (byte)('0' + (year / 100 % 10));
        text[2] = (byte)('0' + (year / 10 % 10));
        text[3] = (byte)('0' + (year % 10));
        text[4] = text[7] = (byte)'-';
        text[5] = (byte)('0' + (month / 10));
        text[6] = (byte)('0' + (month % 10));
        text[8] = (byte)('0' + (dayOfMonth / 10));
        text[9] = (byte)('0' + (dayOfMonth % 10));
    }

    /// <summary>Writes an instant as a google.protobuf.Timestamp.</summary>
    public void Instant(int field, DateTimeOffset instant)
    {
        var seconds = instant.ToUnixTimeSeconds();
        var start = Open(field);
        Number(1, (ulong)seconds);
        Number(2, (ulong)((instant.UtcTicks - DateTimeOffset.FromUnixTimeSeconds(seconds).UtcTicks) * TimeSpan.NanosecondsPerTick));
        Close(start);
    }

    /// <summary>Writes the numbers of a set of bits, lowest first, as a packed field; nothing for the empty set.</summary>
    /// <param name="field">Number of the field.</param>
    /// <param name="bits">The set; its numbers are below 128.</param>
    public void Set(int field, uint bits)
    {
        if (bits == 0)
        {
            return;
        }

        var target = Room(field, System.Numerics.BitOperations.PopCount(bits));
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (byte)System.Numerics.BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
        }
    }

    /// <summary>Writes a message of the generated code, an empty one too.</summary>
    public void Message(int field, IMessage message) => message.WriteTo(Room(field, message.CalculateSize()));

    /// <summary>Writes whole fields that are bytes already.</summary>
    public void Fields(ReadOnlySpan<byte> ready)
    {
        Reserve(ready.Length);
        ready.CopyTo(_bytes.AsSpan(Length));
        Length += ready.Length;
    }

    /// <summary>Begins a message inside this one.</summary>
    /// <returns>What <see cref="Close"/> takes.</returns>
    public int Open(int field)
    {
        Reserve(MaxHeadBytes);
        Tag(field, LengthDelimited);

        // Room for a length of one byte, which most have.
        return ++Length;
    }

    /// <summary>Ends a message: its length goes before it.</summary>
    /// <param name="start">What <see cref="Open"/> gave.</param>
    public void Close(int start)
    {
        var length = Length - start;
        if (length < OneByte)
        {
            _bytes[start - 1] = (byte)length;
            return;
        }

        var more = CodedOutputStream.ComputeLengthSize(length) - 1;
        Reserve(more);
        _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(start + more));
        Length = start - 1;
        PutVarint((uint)length);
        Length += length;
    }

    private void Tag(int field, int wireType) => PutVarint((uint)((field << 3) | wireType));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutVarint(ulong value)
    {
        while (value >= OneByte)
        {
            _bytes[Length++] = (byte)(value | OneByte);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + count));
        Written.CopyTo(larger);
        if (_isRented)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
        _isRented = true;
    }
}
