using CreditQuery.Index;

namespace CreditQuery.UnitTests.Index.Memory;

/// <summary>Superseded records leave memory, and nothing else does.</summary>
public sealed class CompactionTests : IDisposable
{
    private readonly CompactionBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void RunWhole_AfterChurn_TakesBackWhatWasReplaced()
    {
        _bench.Churn(3_000);
        var before = _bench.Index.Compaction.UsedBytes;

        _bench.Compact();

        Assert.True(_bench.Index.Compaction.UsedBytes < before / 3, $"{before} before, {_bench.Index.Compaction.UsedBytes} after");
        _bench.AssertWhole();
    }

    [Fact]
    public void RunWhole_AgainAndAgain_WritesManyTimesTheMemory()
    {
        // Four times the memory goes through it: pages are used again.
        for (var round = 0; round < 14; round++)
        {
            _bench.Churn(2_500);
            _bench.Compact();
        }

        Assert.True(_bench.Index.Compaction.UsedBytes < 12 << 20);
        _bench.AssertWhole();
    }

    [Fact]
    public void Apply_LogThatFillsTheMemory_IsFullUntilItIsCompacted()
    {
        Assert.Throws<IndexFullException>(() => _bench.Churn(10_000));
        Assert.True(_bench.Index.IsFull);
        Assert.True(_bench.Index.Compaction.IsDue);

        _bench.Compact();

        Assert.False(_bench.Index.IsFull);
        _bench.ApplyLastAgain();
        _bench.AssertWhole();
    }

    // The log begins with a whole page of live records: their copies take all the room that there is, before it is given up.
    [Fact]
    public void Step_FullMemoryThatBeginsWithLiveRecords_EndsAndMakesRoom()
    {
        const int Steps = 1_000;
        _bench.FillLive(800);
        _bench.Churn(500, andRandom: false);
        _bench.Index.Compaction.EndPage();
        _bench.Compact();
        Assert.Throws<IndexFullException>(() => _bench.Churn(10_000, andRandom: false));
        _bench.Index.Checkpoints.Take();
        Assert.True(_bench.Index.Compaction.Begin());

        var steps = 0;
        while (_bench.Index.Compaction.Step(long.MaxValue) && steps < Steps)
        {
            steps++;
            Thread.Yield();
        }

        Assert.InRange(steps, 0, Steps - 1);
        Assert.False(_bench.Index.IsFull);
        _bench.ApplyLastAgain();
        _bench.AssertWhole();
    }

    [Fact]
    public void Step_Interleaved_WithChangesAndCheckpoints_EveryRecordIsThere()
    {
        _bench.Churn(3_000);
        for (var round = 0; round < 4; round++)
        {
            _bench.Index.Checkpoints.Take();
            Assert.True(_bench.Index.Compaction.Begin());
            for (var step = 0; _bench.Index.Compaction.Step(600_000); step++)
            {
                _bench.Churn(40);
                if (step % 5 == 3)
                {
                    _bench.Index.Checkpoints.Take();
                }

                _bench.AssertWhole();
            }

            _bench.Churn(1_000);
        }
    }

    [Fact]
    public void Step_NothingElseIsWritten_AllThatIsWrittenAreCopies()
    {
        _bench.Churn(2_000);
        _bench.Index.Checkpoints.Take();
        var (written, copied) = (_bench.Index.Compaction.WrittenBytes, _bench.Index.Compaction.CopiedBytes);

        _bench.Index.Compaction.RunWhole();

        Assert.NotEqual(copied, _bench.Index.Compaction.CopiedBytes);
        Assert.Equal(_bench.Index.Compaction.WrittenBytes - written, _bench.Index.Compaction.CopiedBytes - copied);
    }

    [Fact]
    public void Begin_LessThanAPageIsDurable_NothingToDo()
    {
        _bench.Churn(100);
        Assert.False(_bench.Index.Compaction.Begin());

        _bench.Index.Checkpoints.Take();
        Assert.False(_bench.Index.Compaction.Begin());
        Assert.False(_bench.Index.Compaction.Step(1));
    }

    [Fact]
    public void Begin_WhatNoCheckpointHolds_StaysWhereItIs()
    {
        _bench.Churn(1_500);
        _bench.Index.Checkpoints.Take();
        var durable = _bench.Index.Compaction.UsedBytes;
        _bench.Churn(1_500);
        var used = _bench.Index.Compaction.UsedBytes;

        _bench.Index.Compaction.RunWhole();

        Assert.InRange(_bench.Index.Compaction.UsedBytes, used - durable, used);
        _bench.AssertWhole();
    }

    [Fact]
    public async Task Step_ReaderInsideAPage_GivesItUpOnlyWhenTheReaderHasGoneOn()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _bench.Churn(3_000);
        _bench.Index.Checkpoints.Take();
        var before = _bench.Index.Compaction.UsedBytes;
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();

        // On a thread of its own: an epoch belongs to its thread.
        var reading = Task.Run(
            () =>
            {
                using var reader = _bench.Index.RentReader();
                reader.BeginRun();
                entered.Set();
                leave.Wait(cancellationToken);
                reader.EndRun();
            },
            cancellationToken);
        entered.Wait(cancellationToken);
        Assert.True(_bench.Index.Compaction.Begin());
        for (var step = 0; step < 100; step++)
        {
            Assert.True(_bench.Index.Compaction.Step(8 << 20));
        }

        Assert.True(_bench.Index.Compaction.UsedBytes >= before);
        leave.Set();
        await reading.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        while (_bench.Index.Compaction.Step(8 << 20))
        {
            Thread.Yield();
        }

        Assert.True(_bench.Index.Compaction.UsedBytes < before / 2);
        _bench.AssertWhole();
    }

    [Fact]
    public void IsDue_ByFillAndByTime_NotAgainBeforeMoreWasWritten()
    {
        Assert.False(_bench.Index.Compaction.IsDue);
        _bench.Churn(5_300);
        Assert.True(_bench.Index.Compaction.IsFilling);
        Assert.True(_bench.Index.Compaction.IsDue);
        _bench.Compact();
        Assert.False(_bench.Index.Compaction.IsDue);

        _bench.Churn(3_000);
        Assert.False(_bench.Index.Compaction.IsDue);
        _bench.Registry.Now += TimeSpan.FromDays(7);
        _bench.Write(1);
        Assert.True(_bench.Index.Compaction.IsDue);
        _bench.Compact();
        Assert.False(_bench.Index.Compaction.IsDue);
    }

    [Fact]
    public void IsDue_AfterARestart_CountsFromTheLastPass()
    {
        _bench.Churn(3_000);
        _bench.Compact();
        _bench.Registry.Now += TimeSpan.FromDays(6);
        _bench.Write(1);
        _bench.Index.Checkpoints.Take();
        _bench.Registry.Restart();
        _bench.Churn(3_000, andRandom: false);
        Assert.False(_bench.Index.Compaction.IsDue);

        _bench.Registry.Now += TimeSpan.FromDays(1);
        _bench.Write(1);

        Assert.True(_bench.Index.Compaction.IsDue);
    }

    [Fact]
    public void Midnight_AfterACompaction_RetentionGoesOnAsOnANodeThatNeverCompacted()
    {
        _bench.Churn(3_000);
        _bench.Compact();
        _bench.Registry.Now += TimeSpan.FromDays(5 * 366);
        _bench.Registry.Apply(_bench.Registry.PutSubject(CompactionBench.Unit(0), "invented"));
        _bench.Compact();

        using var replayed = CompactionBench.OpenAt(_bench.PathOf("replay"));
        _bench.Replay(replayed);

        ReferenceTests.AssertEqual(replayed, _bench.Index, _bench.Registry);
        for (var unit = 0; unit < CompactionBench.Units; unit++)
        {
            var key = _bench.Registry.KeyOf(CompactionBench.Unit(unit));
            Assert.Equal(TestRegistry.Record(replayed, key), TestRegistry.Record(_bench.Index, key));
        }
    }
}
