using CreditQuery.Log;

namespace CreditQuery.UnitTests.Log;

public class FollowTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly LogBench _bench = new();

    [Fact]
    public async Task WaitToReadAsync_LogClosed_EndsAfterTheLastEvent()
    {
        var log = _bench.Open();
        using var reader = log.Follow(0);
        var reading = LogBench.ReadAsync(reader, ulong.MaxValue);

        await _bench.AppendAsync(log, 5);
        await log.DisposeAsync();

        Assert.Equal(5, (await reading.WaitAsync(LogBench.Patience, Token)).Count);
    }

    [Fact]
    public async Task Follow_WhileAppendingAndRolling_SeesEachEventOnce()
    {
        _bench.Options.SegmentSizeBytes = 16 << 10;
        await using var log = _bench.Open();
        using var early = log.Follow(0);
        var reading = Task.Run(() => LogBench.ReadAsync(early, 4000));

        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(() => _bench.AppendAsync(log, 500, 10 + (writer * 40))));
        await Task.WhenAll(writers).WaitAsync(LogBench.Patience, Token);

        var events = await reading.WaitAsync(LogBench.Patience, Token);
        Assert.Equal(Enumerable.Range(1, 4000).Select(static r => (ulong)r), events.Select(static e => e.Revision));
        Assert.Equal(log.Head.Chain, events[^1].Chain);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(99)]
    [InlineData(100)]
    public async Task Follow_AfterRestart_GoesOnFromAnyRevision(int after)
    {
        _bench.Options.SegmentSizeBytes = 2000;
        List<AppendReceipt> receipts;
        await using (var log = _bench.Open())
        {
            receipts = await _bench.AppendAsync(log, 100);
        }

        await using var again = _bench.Open();
        using var reader = again.Follow((ulong)after, after == 0 ? null : receipts[after - 1].Chain);
        Assert.Equal((ulong)after, reader.Position);
        await _bench.AppendOneAsync(again, [1]);

        var events = await LogBench.ReadAsync(reader, 101);

        Assert.Equal(Enumerable.Range(after + 1, 101 - after).Select(static r => (ulong)r), events.Select(static e => e.Revision));
    }

    [Fact]
    public async Task Follow_OtherHistory_IsDiverged()
    {
        await using var log = _bench.Open();
        var receipts = await _bench.AppendAsync(log, 3);

        Assert.Equal(3UL, Assert.Throws<LogDivergedException>(() => log.Follow(4)).Head);
        Assert.Throws<LogDivergedException>(() => log.Follow(3, receipts[1].Chain));
        Assert.Throws<LogDivergedException>(() => log.Follow(2, receipts[0].Chain));
    }

    [Fact]
    public async Task WaitToReadAsync_TrimmedBehindTheReader_SaysSo()
    {
        _bench.Options.SegmentSizeBytes = 2000;
        await using var log = _bench.Open();
        using var reader = log.Follow(0);
        await _bench.AppendAsync(log, 100);
        log.TruncateBefore(90);

        await Assert.ThrowsAsync<RevisionTrimmedException>(() => LogBench.ReadAsync(reader, 100));
    }
}
