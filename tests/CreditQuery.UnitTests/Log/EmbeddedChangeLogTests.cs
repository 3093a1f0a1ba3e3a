using CreditQuery.Log;
using CreditQuery.Log.Events;

namespace CreditQuery.UnitTests.Log;

public class EmbeddedChangeLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly LogBench _bench = new();

    [Fact]
    public async Task Open_EmptyFolder_MakesAnEmptyLog()
    {
        await using var log = _bench.Open();

        Assert.Matches("^[0-9a-f]{16}$", log.Epoch);
        Assert.Equal(new LogHead(0, ChainHash.Genesis(log.Epoch), DateTimeOffset.UnixEpoch), log.Head);
        Assert.Equal(1UL, log.OldestRevision);
        Assert.Equal("fsync", log.Durability);
    }

    [Fact]
    public async Task AppendAsync_SomeSets_AreReadAsWritten()
    {
        await using var log = _bench.Open();
        var payload = LogBench.PayloadOf(1, 300);
        var id = ChangeId.New(_bench.Clock);

        var first = await log.AppendAsync(payload, id, "\u67D0\u5C40", Token);
        var second = await log.AppendAsync(ReadOnlyMemory<byte>.Empty, id, "tester", Token);

        Assert.Equal((1UL, 2UL), (first.Revision, second.Revision));
        Assert.Equal(new LogHead(2, second.Chain, second.RecordedAt), log.Head);
        var events = await LogBench.ReadAsync(log);
        Assert.Equal(payload, events[0].Payload.ToArray());
        Assert.Equal(("\u67D0\u5C40", id, first.Chain, _bench.Clock.GetUtcNow()),
            (events[0].Author, events[0].ChangeId, events[0].Chain, events[0].RecordedAt));
        Assert.Equal(first.Chain, events[1].PreviousChain);
        Assert.Equal(0, events[1].Payload.Length);
    }

    [Fact]
    public async Task AppendAsync_LongestPayload_IsReadBack()
    {
        await using var log = _bench.Open();
        var author = new string('a', IChangeLog.MaxAuthorBytes);
        var payload = LogBench.PayloadOf(1, IChangeLog.MaxPayloadBytes);

        await log.AppendAsync(payload, ChangeId.New(_bench.Clock), author, Token);
        await log.AppendAsync(payload, ChangeId.New(_bench.Clock), author, Token);

        var events = await LogBench.ReadAsync(log);
        Assert.All(events, e => Assert.True(e.Payload.Span.SequenceEqual(payload)));
        Assert.Equal(2, events.Count);
    }

    [Fact]
    public async Task AppendAsync_ClockStepsBack_RecordedAtNeverFalls()
    {
        await using var log = _bench.Open();
        var start = _bench.Clock.GetUtcNow();

        var first = await _bench.AppendOneAsync(log, [1]);
        _bench.Clock.Step(TimeSpan.FromHours(-1));
        var second = await _bench.AppendOneAsync(log, [2]);
        _bench.Clock.Step(TimeSpan.FromHours(2));
        var third = await _bench.AppendOneAsync(log, [3]);

        Assert.Equal([start, start, start.AddHours(1)], new[] { first, second, third }.Select(static r => r.RecordedAt));
    }

    [Fact]
    public async Task AppendAsync_SixtyFourWriters_RevisionsAreDenseAndInOrder()
    {
        _bench.Options.SegmentSizeBytes = 64 << 10;
        await using var log = _bench.Open();
        var writers = Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
        {
            var mine = new List<AppendReceipt>();
            for (var i = 0; i < 50; i++)
            {
                _bench.Clock.Step(TimeSpan.FromMilliseconds(i % 7 == 0 ? -20 : 5));
                mine.Add(await _bench.AppendOneAsync(log, LogBench.PayloadOf(writer, writer * 10)));
            }

            Assert.Equal(mine.Select(static r => r.Revision).Order(), mine.Select(static r => r.Revision));
            return mine;
        }));

        var receipts = (await Task.WhenAll(writers).WaitAsync(LogBench.Patience, Token)).SelectMany(static r => r).ToList();

        receipts.Sort(static (left, right) => left.Revision.CompareTo(right.Revision));
        Assert.Equal(Enumerable.Range(1, 3200).Select(static r => (ulong)r), receipts.Select(static r => r.Revision));
        Assert.Equal(receipts.Select(static r => r.RecordedAt).Order(), receipts.Select(static r => r.RecordedAt));
        var events = await LogBench.ReadAsync(log);
        Assert.Equal(receipts.Select(static r => r.Chain), events.Select(static e => e.Chain));
        Assert.True(_bench.Disk.Names.Length > 5);
    }

    [Fact]
    public async Task Open_AfterClose_GoesOnWhereItEnded()
    {
        AppendReceipt last;
        string epoch;
        await using (var log = _bench.Open())
        {
            last = (await _bench.AppendAsync(log, 10))[^1];
            epoch = log.Epoch;
        }

        _bench.Clock.Step(TimeSpan.FromDays(-1));
        await using var again = _bench.Open();

        Assert.Equal(epoch, again.Epoch);
        Assert.Equal(new LogHead(10, last.Chain, last.RecordedAt), again.Head);
        var next = await _bench.AppendOneAsync(again, [1]);
        Assert.Equal((11UL, last.RecordedAt), (next.Revision, next.RecordedAt));
        Assert.Equal(11, (await LogBench.ReadAsync(again)).Count);
    }

    [Fact]
    public async Task Open_ClosedAndOpenedOften_SealsOnce()
    {
        await using (var log = _bench.Open())
        {
            await _bench.AppendAsync(log, 1);
        }

        var length = _bench.Disk.BytesOf(LogBench.FirstSegment).Length;
        for (var i = 0; i < 3; i++)
        {
            await _bench.Open().DisposeAsync();
        }

        Assert.Equal(length, _bench.Disk.BytesOf(LogBench.FirstSegment).Length);
    }

    [Fact]
    public async Task Open_SecondTime_SaysWhichFolderIsInUse()
    {
        await using var log = _bench.Open();

        var thrown = Assert.Throws<ChangeLogLockedException>(() => _bench.Open());

        Assert.Equal(LogBench.Folder, thrown.Folder);
        Assert.Contains(LogBench.Folder, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OtherKey_IsRefusedAndLeavesTheLogAlone()
    {
        await _bench.Open().DisposeAsync();
        _bench.KeyCheck = [4, 3, 2, 1];

        Assert.Throws<RegistryKeyMismatchException>(() => _bench.Open());

        _bench.KeyCheck = [1, 2, 3, 4];
        await _bench.Open().DisposeAsync();
    }

    [Fact]
    public async Task PollHeadAsync_AnyTime_TellsHeadAndClock()
    {
        await using var log = _bench.Open();
        await _bench.AppendAsync(log, 3);
        _bench.Clock.Step(TimeSpan.FromMinutes(1));

        var poll = await log.PollHeadAsync(Token);

        Assert.Equal(new LogPoll(log.Epoch, log.Head, _bench.Clock.GetUtcNow()), poll);
        Assert.Equal(3UL, poll.Head.Revision);
    }

    [Fact]
    public async Task PassAsync_ClockGoesBackAndTheLogIsOpenedAgain_NothingIsRecordedBefore()
    {
        var midnight = _bench.Clock.GetUtcNow().AddMinutes(1);
        await using (var log = _bench.Open())
        {
            await _bench.AppendAsync(log, 2);
            _bench.Clock.Step(TimeSpan.FromMinutes(2));
            var passed = await log.PassAsync(midnight, Token);
            Assert.Equal((2UL, midnight), (passed.Head.Revision, passed.NotBefore));
            _bench.Clock.Step(TimeSpan.FromHours(-3));
            Assert.Equal(midnight, (await _bench.AppendOneAsync(log, [1])).RecordedAt);
            await log.PassAsync(midnight.AddHours(-5), Token);
        }

        _bench.Clock.Step(TimeSpan.FromHours(-30));
        await using var again = _bench.Open();
        Assert.Equal(midnight, (await again.PollHeadAsync(Token)).NotBefore);
        Assert.Equal(midnight, (await _bench.AppendOneAsync(again, [2])).RecordedAt);
    }

    [Fact]
    public async Task PassAsync_PowerLostAfterIt_IsStillPassed()
    {
        var midnight = _bench.Clock.GetUtcNow().AddMinutes(1);
        var log = _bench.Open();
        await log.PassAsync(midnight, Token);

        _bench.Disk.Restart();
        await using var again = _bench.Open();

        Assert.Equal(midnight, (await again.PollHeadAsync(Token)).NotBefore);
        Assert.Equal(midnight, (await _bench.AppendOneAsync(again, [1])).RecordedAt);
    }

    [Fact]
    public async Task PassAsync_DiskFull_IsPassedForThisProcess()
    {
        await using var log = _bench.Open();
        _bench.Disk.Capacity = 0;
        var midnight = _bench.Clock.GetUtcNow().AddMinutes(1);

        var passed = await log.PassAsync(midnight, Token);

        Assert.Equal(midnight, passed.NotBefore);
        _bench.Disk.Capacity = long.MaxValue;
        Assert.Equal(midnight, (await _bench.AppendOneAsync(log, [1])).RecordedAt);
    }

    [Fact]
    public async Task TruncateBefore_OldRevision_FreesWholeSegments()
    {
        _bench.Options.SegmentSizeBytes = 2000;
        await using var log = _bench.Open();
        await _bench.AppendAsync(log, 100);
        var files = _bench.Disk.Names.Length;

        log.TruncateBefore(50);

        Assert.InRange(log.OldestRevision, 30UL, 50UL);
        Assert.True(_bench.Disk.Names.Length < files);
        var oldest = log.OldestRevision;
        Assert.Equal(100UL - oldest + 1, (ulong)(await LogBench.ReadAsync(log, oldest - 1)).Count);
        Assert.Equal(oldest, Assert.Throws<RevisionTrimmedException>(() => log.Follow(oldest - 2)).Oldest);

        log.TruncateBefore(ulong.MaxValue);

        Assert.InRange(log.OldestRevision, oldest, 100UL);
        Assert.Equal(101UL, (await _bench.AppendOneAsync(log, [1])).Revision);
    }

    [Fact]
    public async Task TruncateBefore_Instant_KeepsWhatWasRecordedSince()
    {
        _bench.Options.SegmentSizeBytes = 2000;
        await using var log = _bench.Open();
        await _bench.AppendAsync(log, 50);
        _bench.Clock.Step(TimeSpan.FromDays(1));
        var since = (await _bench.AppendOneAsync(log, [1])).RecordedAt;
        await _bench.AppendAsync(log, 50);

        log.TruncateBefore(90, since - TimeSpan.FromDays(2));
        Assert.Equal(1UL, log.OldestRevision);
        log.TruncateBefore(90, since);

        Assert.InRange(log.OldestRevision, 30UL, 51UL);
        Assert.Equal(101, (await LogBench.ReadAsync(log, log.OldestRevision - 1)).Count + (int)log.OldestRevision - 1);
    }

    [Fact]
    public async Task Open_AfterTrimming_KeepsOldestAndChain()
    {
        _bench.Options.SegmentSizeBytes = 2000;
        ulong oldest;
        LogHead head;
        await using (var log = _bench.Open())
        {
            await _bench.AppendAsync(log, 100);
            log.TruncateBefore(90);
            (oldest, head) = (log.OldestRevision, log.Head);
        }

        await using var again = _bench.Open();

        Assert.Equal((oldest, head), (again.OldestRevision, again.Head));
        Assert.Equal(head.Chain, (await LogBench.ReadAsync(again, oldest - 1))[^1].Chain);
    }
}
