using CreditQuery.Log.Redis;

namespace CreditQuery.UnitTests.Log.Redis;

public class PushBufferTests
{
    private readonly PushBuffer _buffer = new();
    private readonly List<byte[]> _taken = [];

    [Fact]
    public void TryTake_NextEventsInOrder_AreTakenOnce()
    {
        Offer(5, 6, 7);

        Assert.True(_buffer.TryTake(4, _taken));
        Assert.Equal([5, 6, 7], Taken);
        Assert.False(_buffer.TryTake(7, _taken));
    }

    [Fact]
    public void TryTake_RepeatedAndOld_AreLeftOut()
    {
        Offer(5, 6, 5, 6, 7, 6);

        Assert.True(_buffer.TryTake(5, _taken));
        Assert.Equal([6, 7], Taken);
    }

    [Fact]
    public void TryTake_GapBeforeTheRun_WaitsForTheStream()
    {
        Offer(5, 8, 9);

        Assert.False(_buffer.TryTake(4, _taken));
        Assert.Equal(8UL, _buffer.FirstAfter(4));
        Assert.True(_buffer.TryTake(7, _taken));
        Assert.Equal([8, 9], Taken);
    }

    [Fact]
    public void Offer_NonsenseOfAFarRevision_DoesNotShutOutTheNextEvents()
    {
        Offer(5, ulong.MaxValue, 6, 7);

        Assert.True(_buffer.TryTake(5, _taken));
        Assert.Equal([6, 7], Taken);
    }

    [Fact]
    public void DropFrom_RunThatIsNotInTheStream_IsForgotten()
    {
        Offer(90);
        _buffer.DropFrom(80);
        Assert.Equal(90UL, _buffer.FirstAfter(5));

        _buffer.DropFrom(90);

        Assert.Null(_buffer.FirstAfter(5));
    }

    [Fact]
    public void Offer_ReaderDoesNotTake_StaysBounded()
    {
        for (var revision = 1UL; revision <= 10_000; revision++)
        {
            _buffer.Offer(revision, new byte[1000]);
        }

        Assert.False(_buffer.TryTake(0, _taken));
        Assert.True(_buffer.TryTake(_buffer.FirstAfter(0)!.Value - 1, _taken));
        Assert.InRange(_taken.Count, 1, 4_096);
    }

    private int[] Taken => [.. _taken.Select(static raw => (int)raw[0])];

    private void Offer(params ulong[] revisions)
    {
        foreach (var revision in revisions)
        {
            _buffer.Offer(revision, [(byte)revision]);
        }
    }
}
