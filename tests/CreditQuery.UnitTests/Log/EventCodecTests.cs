using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CreditQuery.Log;
using CreditQuery.Log.Events;
using CreditQuery.Protos.Log.V1;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Log;

public class EventCodecTests
{
    [Theory]
    [InlineData(1UL, 0L, "a", 0)]
    [InlineData(127UL, 1L, "tester", 1)]
    [InlineData(300UL, 1772323200000L, "\u4FE1\u7528\u4E2D\u5FC3", 127)]
    [InlineData(ulong.MaxValue, long.MaxValue, "x", 1 << 20)]
    public void Write_AnyEvent_EqualsGeneratedClass(ulong revision, long recordedAtMs, string author, int payloadBytes)
    {
        var message = new ChangeEvent
        {
            Format = 1,
            Revision = revision,
            PreviousChain = ByteString.CopyFrom(LogBench.PayloadOf(1, 20)),
            ChangeId = ByteString.CopyFrom(LogBench.PayloadOf(2, 16)),
            RecordedAtMs = recordedAtMs,
            Author = author,
            Payload = ByteString.CopyFrom(LogBench.PayloadOf(3, payloadBytes)),
        };

        var bytes = Write(message);

        Assert.Equal(message.ToByteArray(), bytes);
        Assert.True(EventCodec.TryRead(bytes, out var read));
        Assert.Equal(revision, read.Revision);
        Assert.Equal(recordedAtMs, read.RecordedAtMs);
        Assert.Equal(author, Encoding.UTF8.GetString(read.Author));
        Assert.True(read.Payload.SequenceEqual(message.Payload.Span));
        Assert.True(bytes.AsSpan(read.PayloadOffset, read.Payload.Length).SequenceEqual(message.Payload.Span));
    }

    [Fact]
    public void TryRead_AnyCutOrFlippedBit_NeverThrows()
    {
        var bytes = Write(Sample());
        var random = new Random(7);

        for (var i = 0; i < bytes.Length; i++)
        {
            EventCodec.TryRead(bytes.AsSpan(0, i), out _);
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= (byte)(1 << random.Next(8));
            EventCodec.TryRead(damaged, out _);
        }

        Assert.False(EventCodec.TryRead(bytes.AsSpan(0, 30), out _));
        Assert.False(EventCodec.TryRead([], out _));
    }

    [Fact]
    public void TryPass_HigherFormat_AsksForUpgrade()
    {
        var message = Sample();
        message.Format = 2;
        using var cursor = new EventCursor(new LogHead(0, default, DateTimeOffset.UnixEpoch));
        // A higher format may bring fields this version does not know.
        byte[] bytes = [.. message.ToByteArray(), (9 << 3) | 2, 1, 0];

        var thrown = Assert.Throws<UpgradeNeededException>(() => cursor.TryPass(bytes, out _));

        Assert.Equal(2u, thrown.Found);
    }

    [Fact]
    public void Next_KnownInput_IsSha1OfTheParts()
    {
        var previous = ChainHash.Genesis("0123456789abcdef");
        var id = ChangeId.Parse("01ARZ3NDEKTSV4RRFFQ69G5FAV");
        byte[] payload = [1, 2, 3];
        using var hash = new ChainHash();

        var chain = hash.Next(previous, 5, 1772323200000, id, payload);

        var parts = new byte[20 + 8 + 8 + 16 + 3];
        previous.WriteTo(parts);
        BinaryPrimitives.WriteUInt64BigEndian(parts.AsSpan(20), 5);
        BinaryPrimitives.WriteInt64BigEndian(parts.AsSpan(28), 1772323200000);
        id.WriteTo(parts.AsSpan(36));
        payload.CopyTo(parts, 52);
#pragma warning disable CA5350 // The chain detects accidents, not forgers.
        Assert.Equal(SHA1.HashData(parts), chain.ToByteArray());
        Assert.Equal(SHA1.HashData("0123456789abcdef"u8), previous.ToByteArray());
#pragma warning restore CA5350
        Assert.Equal(chain, ChainValue.Parse(chain.ToString()));
    }

    private static ChangeEvent Sample() => new()
    {
        Format = 1,
        Revision = 1,
        PreviousChain = ByteString.CopyFrom(new byte[20]),
        ChangeId = ByteString.CopyFrom(new byte[16]),
        RecordedAtMs = 5,
        Author = "tester",
        Payload = ByteString.CopyFrom(LogBench.PayloadOf(3, 50)),
    };

    private static byte[] Write(ChangeEvent message)
    {
        var author = Encoding.UTF8.GetBytes(message.Author);
        var buffer = new byte[EventCodec.OverheadBytes + author.Length + message.Payload.Length];
        var fields = new EventFields
        {
            Format = message.Format,
            Revision = message.Revision,
            PreviousChain = message.PreviousChain.Span,
            ChangeId = message.ChangeId.Span,
            RecordedAtMs = message.RecordedAtMs,
            Author = author,
            Payload = message.Payload.Span,
        };
        return buffer[..EventCodec.Write(buffer, fields)];
    }
}
