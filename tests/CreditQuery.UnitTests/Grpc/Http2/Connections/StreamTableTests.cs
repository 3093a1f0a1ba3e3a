using CreditQuery.GrpcHosting.Http2;

namespace CreditQuery.UnitTests.Grpc.Http2.Connections;

/// <summary>Objects that streams of a connection use one after the other.</summary>
public sealed class StreamTableTests
{
    [Fact]
    public void Trim_SecondAfterSecond_KeepsWhatIsNeededAndAFewOfTheRest()
    {
        var streams = new UnservedConnection().Connection.Streams;
        Use(streams, 100);
        for (var second = 0; second < 20; second++)
        {
            streams.Trim();
            Use(streams, 50);
        }

        Assert.InRange(streams.Spare, 50, 60);
        for (var second = 0; second < 20; second++)
        {
            streams.Trim();
        }

        Assert.InRange(streams.Spare, 1, 10);
    }

    private static void Use(StreamTable streams, int atATime) =>
        Array.ForEach(Enumerable.Range(0, atATime).Select(_ => streams.Rent()).ToArray(), streams.GiveBack);
}
