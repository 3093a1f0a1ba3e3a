using CreditQuery.GrpcHosting.Http2;

namespace CreditQuery.UnitTests.Grpc.Http2.Connections;

/// <summary>Whose turn it is to send.</summary>
public sealed class SendSchedulerTests
{
    [Fact]
    public void OnDrained_SomeAlwaysHaveMore_ThoseThatWaitedForTheWindowHaveTheirTurnToo()
    {
        // The window of the connection opens far, and the transport is the slower one: the first streams fill it whenever it takes something.
        const int Streams = 40;
        var unserved = new UnservedConnection();
        var streams = Enumerable.Range(0, Streams).Select(n => unserved.Open(1 + (2 * n), window: 1 << 30)).ToArray();
        var sent = new HashSet<int>();
        Array.ForEach(streams, WriteMore);
        lock (unserved.Connection.Output.Gate)
        {
            unserved.Connection.Scheduler.TryWiden(1 << 30);
        }

        for (var round = 0; round < 2 * Streams; round++)
        {
            sent.UnionWith(unserved.Take().Where(static f => f.Type == FrameType.Data).Select(static f => f.StreamId));
            Array.ForEach(streams, WriteMore);
        }

        Assert.Equal(streams.Select(static s => s.Id), sent.Order());
    }

    private static void WriteMore(ServerStream stream)
    {
        const int Bytes = 32 * 1024;
        if (stream.Send.Buffer.Pending == 0)
        {
            stream.Output.GetSpan(Bytes)[..Bytes].Clear();
            stream.Output.Advance(Bytes);
            Assert.True(stream.Output.FlushAsync().AsTask().IsCompletedSuccessfully, "So little never stops the writer.");
        }
    }
}
