using CreditQuery.Log;
using CreditQuery.Log.Events;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>What every change log must do; the embedded one and the one in Redis pass the same tests.</summary>
public abstract class ChangeLogContract
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the log of this test, the same one each time.</summary>
    protected abstract Task<IChangeLog> OpenAsync();

    [Fact]
    public async Task Open_EmptyLog_HasAnEpochAndNoEvents()
    {
        await using var log = await OpenAsync();

        Assert.Matches("^[0-9a-f]{16}$", log.Epoch);
        Assert.Equal(new LogHead(0, ChainHash.Genesis(log.Epoch), DateTimeOffset.UnixEpoch), log.Head);
        Assert.Equal(1UL, log.OldestRevision);
    }

    [Fact]
    public async Task AppendAsync_SomeSets_AreReadAsWritten()
    {
        await using var log = await OpenAsync();
        var payload = RedisBench.PayloadOf(1, 300);
        var id = ChangeId.New(TimeProvider.System);

        var first = await log.AppendAsync(payload, id, "某局", Token);
        var second = await log.AppendAsync(ReadOnlyMemory<byte>.Empty, ChangeId.New(TimeProvider.System), "tester", Token);

        Assert.Equal((1UL, 2UL, false), (first.Revision, second.Revision, first.IsRepeated));
        Assert.Equal(new LogHead(2, second.Chain, second.RecordedAt), log.Head);
        var events = await RedisBench.ReadAsync(log, 2);
        Assert.Equal(payload, events[0].Payload.ToArray());
        Assert.Equal(("某局", id, first.Chain, first.RecordedAt), (events[0].Author, events[0].ChangeId, events[0].Chain, events[0].RecordedAt));
        Assert.Equal(first.Chain, events[1].PreviousChain);
        Assert.Equal(0, events[1].Payload.Length);
    }

    [Fact]
    public async Task PassAsync_InstantThatHasCome_NothingIsRecordedBefore()
    {
        await using var log = await OpenAsync();
        await log.AppendAsync(new byte[1], ChangeId.New(TimeProvider.System), "tester", Token);
        var instant = DateTimeOffset.FromUnixTimeMilliseconds(log.Head.RecordedAt.ToUnixTimeMilliseconds());

        var before = await log.PollHeadAsync(Token);
        var passed = await log.PassAsync(instant, Token);
        var again = await log.PassAsync(instant.AddDays(-1), Token);

        Assert.Equal(default, before.NotBefore);
        Assert.Equal((instant, log.Head), (passed.NotBefore, passed.Head));
        Assert.Equal(instant, again.NotBefore);
        Assert.Equal(instant, (await log.PollHeadAsync(Token)).NotBefore);
    }

    [Fact]
    public async Task AppendAsync_LongestPayloadAndAuthor_AreReadBack()
    {
        await using var log = await OpenAsync();
        var author = new string('a', IChangeLog.MaxAuthorBytes);
        var payload = RedisBench.PayloadOf(1, IChangeLog.MaxPayloadBytes);

        await log.AppendAsync(payload, ChangeId.New(TimeProvider.System), author, Token);
        await log.AppendAsync(payload, ChangeId.New(TimeProvider.System), author, Token);

        var events = await RedisBench.ReadAsync(log, 2);
        Assert.All(events, e => Assert.True(e.Payload.Span.SequenceEqual(payload) && e.Author == author));
    }

    [Fact]
    public async Task AppendAsync_BadArguments_AreRefused()
    {
        await using var log = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(new byte[1], default, "", Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await log.AppendAsync(new byte[IChangeLog.MaxPayloadBytes + 1], default, "tester", Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await log.AppendAsync(new byte[1], default, new string('a', IChangeLog.MaxAuthorBytes + 1), Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await log.AppendAsync(new byte[1], default, "tester", new CancellationToken(canceled: true)));
        Assert.Equal(0UL, log.Head.Revision);
    }

    [Fact]
    public async Task AppendAsync_SixtyFourWriters_RevisionsAreDenseAndInOrder()
    {
        await using var log = await OpenAsync();
        using var follower = log.Follow(0);
        var following = Task.Run(() => RedisBench.ReadAsync(follower, 1600), Token);
        var writers = Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
        {
            var mine = new List<AppendReceipt>();
            for (var i = 0; i < 25; i++)
            {
                mine.Add(await RedisBench.AppendAsync(log, RedisBench.PayloadOf(writer, writer * 10)));
            }

            Assert.Equal(mine.Select(static r => r.Revision).Order(), mine.Select(static r => r.Revision));
            return mine;
        }));

        var receipts = (await Task.WhenAll(writers).WaitAsync(RedisProcess.Patience, Token)).SelectMany(static r => r).ToList();

        receipts.Sort(static (left, right) => left.Revision.CompareTo(right.Revision));
        Assert.Equal(Enumerable.Range(1, 1600).Select(static r => (ulong)r), receipts.Select(static r => r.Revision));
        Assert.Equal(receipts.Select(static r => r.RecordedAt).Order(), receipts.Select(static r => r.RecordedAt));
        var events = await following.WaitAsync(RedisProcess.Patience, Token);
        Assert.Equal(receipts.Select(static r => r.Chain), events.Select(static e => e.Chain));
        Assert.Equal(receipts.Select(static r => r.Chain), (await RedisBench.ReadAsync(log, 1600)).Select(static e => e.Chain));
    }

    [Fact]
    public async Task AppendAsync_OrderOfCalls_IsOrderInTheLog()
    {
        await using var log = await OpenAsync();

        var calls = Enumerable.Range(0, 2000).Select(i => RedisBench.AppendAsync(log, RedisBench.PayloadOf(i, 20))).ToList();
        var receipts = await Task.WhenAll(calls);

        Assert.Equal(Enumerable.Range(1, 2000).Select(static r => (ulong)r), receipts.Select(static r => r.Revision));
    }

    [Fact]
    public async Task Open_AfterClose_GoesOnWhereItEnded()
    {
        AppendReceipt last;
        string epoch;
        await using (var log = await OpenAsync())
        {
            last = (await RedisBench.AppendAsync(log, 10))[^1];
            epoch = log.Epoch;
        }

        await using var again = await OpenAsync();

        Assert.Equal(epoch, again.Epoch);
        Assert.Equal(new LogHead(10, last.Chain, last.RecordedAt), again.Head);
        Assert.Equal(11UL, (await RedisBench.AppendAsync(again, [1])).Revision);
        Assert.Equal(11, (await RedisBench.ReadAsync(again, 11)).Count);
    }

    [Fact]
    public async Task PollHeadAsync_AnyTime_TellsHeadAndClock()
    {
        await using var log = await OpenAsync();
        await RedisBench.AppendAsync(log, 3);
        var before = TimeProvider.System.GetUtcNow();

        var poll = await log.PollHeadAsync(Token);

        Assert.Equal((log.Epoch, log.Head, 3UL), (poll.Epoch, poll.Head, poll.Head.Revision));
        Assert.InRange(poll.LogTime, before - TimeSpan.FromSeconds(1), TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task WaitToReadAsync_AtHead_WaitsForTheNextAppend()
    {
        await using var log = await OpenAsync();
        await RedisBench.AppendAsync(log, 2);
        using var reader = log.Follow(2, log.Head.Chain);

        var waiting = reader.WaitToReadAsync(Token).AsTask();
        Assert.False(waiting.IsCompleted);
        await RedisBench.AppendAsync(log, [1]);

        Assert.True(await waiting.WaitAsync(RedisProcess.Patience, Token));
        Assert.True(reader.TryRead(out var next));
        Assert.Equal(3UL, next.Revision);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public async Task WaitToReadAsync_Cancelled_CanGoOn()
    {
        await using var log = await OpenAsync();
        using var reader = log.Follow(0);
        using var cancellation = new CancellationTokenSource();
        var waiting = reader.WaitToReadAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(RedisProcess.Patience, Token));
        await RedisBench.AppendAsync(log, [1]);
        Assert.Single(await RedisBench.ReadAsync(reader, 1));
    }

    [Fact]
    public async Task WaitToReadAsync_LogClosed_EndsAfterTheLastEvent()
    {
        var log = await OpenAsync();
        using var reader = log.Follow(0);
        var reading = RedisBench.ReadAsync(reader, ulong.MaxValue);

        await RedisBench.AppendAsync(log, 5);
        Assert.Equal(5, (await RedisBench.ReadAsync(log, 5)).Count);
        await WaitForAsync(() => reader.Position == 5);
        await log.DisposeAsync();

        Assert.Equal(5, (await reading.WaitAsync(RedisProcess.Patience, Token)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(50)]
    public async Task Follow_FromTheMiddle_ProvesContinuity(int after)
    {
        await using var log = await OpenAsync();
        var receipts = await RedisBench.AppendAsync(log, 50);
        using var reader = log.Follow((ulong)after, after == 0 ? ChainHash.Genesis(log.Epoch) : receipts[after - 1].Chain);
        await RedisBench.AppendAsync(log, [1]);

        var events = await RedisBench.ReadAsync(reader, 51);

        Assert.Equal(51 - after, events.Count);
        Assert.Equal(log.Head.Chain, events[^1].Chain);
    }

    [Fact]
    public async Task Follow_OtherHistory_IsDiverged()
    {
        await using var log = await OpenAsync();
        var receipts = await RedisBench.AppendAsync(log, 3);

        Assert.Equal(3UL, (await Assert.ThrowsAsync<LogDivergedException>(() => FirstWaitAsync(log, 4, null))).Head);
        await Assert.ThrowsAsync<LogDivergedException>(() => FirstWaitAsync(log, 3, receipts[1].Chain));
        await Assert.ThrowsAsync<LogDivergedException>(() => FirstWaitAsync(log, 2, receipts[0].Chain));
        await Assert.ThrowsAsync<LogDivergedException>(() => FirstWaitAsync(log, 0, receipts[0].Chain));
    }

    [Fact]
    public async Task DisposeAsync_AppendsWaiting_AreWrittenFirst()
    {
        var log = await OpenAsync();
        var waiting = Enumerable.Range(0, 200).Select(i => RedisBench.AppendAsync(log, RedisBench.PayloadOf(i, 500))).ToList();

        await log.DisposeAsync();
        await log.DisposeAsync();

        Assert.Equal(200UL, (await Task.WhenAll(waiting))[^1].Revision);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync(new byte[1], default, "tester", Token));
    }

    /// <summary>Opens a reader and waits once: where a fault of the place shows, with either log.</summary>
    protected static async Task FirstWaitAsync(IChangeLog log, ulong after, ChainValue? chain)
    {
        using var reader = log.Follow(after, chain);
        await reader.WaitToReadAsync(Token).AsTask().WaitAsync(RedisProcess.Patience, Token);
    }

    protected static async Task WaitForAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(RedisProcess.Patience);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
