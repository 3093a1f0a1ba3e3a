using System.Buffers;
using Grpc.Core;
using Grpc.Wire;

namespace CreditQuery.UnitTests.Grpc.Wire;

public sealed class MessageSinkTests
{
    private readonly MessageSink _sink = new();
    private readonly ArrayBufferWriter<byte> _output = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public void Serialize_AnnouncedUnannouncedOrWhole_IsPrefixAndPayload(int length)
    {
        var payload = new byte[length];
        new Random(1).NextBytes(payload);
        byte[] expected = [0, .. BitConverter.GetBytes(length).Reverse(), .. payload];

        foreach (var serializer in new Action<byte[], SerializationContext>[] { Announced, Unannounced, static (b, c) => c.Complete(b) })
        {
            _output.ResetWrittenCount();
            Assert.Equal(expected.Length, _sink.Serialize(payload, serializer, _output, null, null, null));
            Assert.Equal(expected, _output.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void Serialize_Compressed_ExpandsToTheSame()
    {
        var gzip = MessageCompression.Find(MessageCompression.Defaults, "gzip")!;
        var payload = new byte[3000];

        _sink.Serialize(payload, Announced, _output, gzip, null, null);

        var written = new ReadOnlySequence<byte>(_output.WrittenMemory);
        Assert.True(MessagePrefix.TryRead(written, null, out var prefix));
        Assert.True(prefix.IsCompressed);
        Assert.Equal(payload, MessageCompression.Expand(written.Slice(5), gzip, 3000).ToArray());
    }

    [Fact]
    public void Serialize_FailsHalfWay_LeavesNothingBehind()
    {
        Assert.Throws<InvalidOperationException>(() => _sink.Serialize<byte[]>(
            [1, 2, 3],
            static (bytes, context) =>
            {
                context.SetPayloadLength(3);
                context.GetBufferWriter().Write(bytes.AsSpan(0, 2));
                throw new InvalidOperationException();
            },
            _output,
            null,
            null,
            null));

        Assert.Equal(0, _output.WrittenCount);
        Assert.Equal(8, _sink.Serialize<byte[]>([1, 2, 3], Announced, _output, null, null, null));
    }

    [Theory]
    [InlineData(2, StatusCode.Internal)]
    [InlineData(4, StatusCode.Internal)]
    public void Serialize_OtherSizeThanAnnounced_IsInternal(int announced, StatusCode expected)
    {
        var failure = Assert.Throws<RpcException>(() => _sink.Serialize<byte[]>(
            [1, 2, 3],
            (bytes, context) =>
            {
                context.SetPayloadLength(announced);
                context.GetBufferWriter().Write(bytes);
                context.Complete();
            },
            _output,
            null,
            null,
            null));

        Assert.Equal(expected, failure.StatusCode);
        Assert.Equal(0, _output.WrittenCount);
    }

    [Fact]
    public void Serialize_NotCompleted_IsInternal() =>
        Assert.Equal(StatusCode.Internal, Assert.Throws<RpcException>(
            () => _sink.Serialize<byte[]>([1], static (_, _) => { }, _output, null, null, null)).StatusCode);

    [Fact]
    public void Serialize_AboveTheLimit_IsResourceExhausted()
    {
        foreach (var serializer in new Action<byte[], SerializationContext>[] { Announced, Unannounced, static (b, c) => c.Complete(b) })
        {
            var failure = Assert.Throws<RpcException>(() => _sink.Serialize(new byte[11], serializer, _output, null, null, 10));
            Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        }

        Assert.Equal(0, _output.WrittenCount);
    }

    private static void Announced(byte[] bytes, SerializationContext context)
    {
        context.SetPayloadLength(bytes.Length);
        Unannounced(bytes, context);
    }

    private static void Unannounced(byte[] bytes, SerializationContext context)
    {
        context.GetBufferWriter().Write(bytes);
        context.Complete();
    }
}
