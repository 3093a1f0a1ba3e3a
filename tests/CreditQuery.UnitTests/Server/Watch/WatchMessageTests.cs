using System.Buffers;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Watch;
using Google.Protobuf;
using Grpc.Core;

namespace CreditQuery.UnitTests.Server.Watch;

public sealed class WatchMessageTests
{
    [Theory]
    [InlineData(0, null, false)]
    [InlineData(0, 0u, true)]
    [InlineData(60, null, true)]
    [InlineData(127, 9_999u, false)]
    [InlineData(128, 128u, true)]
    [InlineData(20_000, uint.MaxValue, true)]
    public void Send_EventWithSharedBytes_IsTheMessageOfTheContract(int tokenBytes, uint? filterIndex, bool isLast)
    {
        var common = new StatusEvent { Revision = 7, Ordinal = 3, Subject = "某单位", EntryId = "a:1", AffectedMeasures = { "m" }, Via = new Via { SubjectMask = "9***9" } };
        var token = ByteString.CopyFrom(Enumerable.Repeat((byte)0xAB, tokenBytes).ToArray());
        var whole = common.Clone();
        (whole.LastOfRevision, whole.Token) = (isLast, token);
        if (filterIndex is { } index)
        {
            whole.FilterIndex = index;
        }

        var sent = Send(new WatchMessage(common.ToByteArray(), filterIndex, isLast, token));

        Assert.Equal(new WatchResponse { Event = whole }, WatchResponse.Parser.ParseFrom(sent));
        Assert.Equal(new WatchResponse { Event = whole }.CalculateSize(), sent.Length);
    }

    [Fact]
    public void Send_MessageOfTheContract_IsItself()
    {
        var response = new WatchResponse { Lagged = new Lagged { Behind = 5 } };

        Assert.Equal(response.ToByteArray(), Send(new WatchMessage(response)));
    }

    private static byte[] Send(WatchMessage message)
    {
        var context = new Sink();
        WatchMessage.Marshaller.ContextualSerializer(message, context);
        Assert.Equal(context.Announced, context.Written.WrittenCount);
        return context.Written.WrittenSpan.ToArray();
    }

    private sealed class Sink : SerializationContext
    {
        public ArrayBufferWriter<byte> Written { get; } = new();

        public int Announced { get; private set; }

        public override void SetPayloadLength(int payloadLength) => Announced = payloadLength;

        public override IBufferWriter<byte> GetBufferWriter() => Written;

        public override void Complete()
        {
        }
    }
}
