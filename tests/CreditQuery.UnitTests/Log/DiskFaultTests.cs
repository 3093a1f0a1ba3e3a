using CreditQuery.Log;

namespace CreditQuery.UnitTests.Log;

public class DiskFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly LogBench _bench = new();

    [Fact]
    public async Task AppendAsync_DiskFull_IsRefusedWholeAndReadsGoOn()
    {
        await using var log = _bench.Open();
        var before = await _bench.AppendAsync(log, 5);
        using var reader = log.Follow(0);
        _bench.Disk.Capacity = UsedBytes() + 150;

        var thrown = await Assert.ThrowsAsync<AppendRefusedException>(() => _bench.AppendOneAsync(log, new byte[500]));

        Assert.Equal(AppendRefusal.DiskFull, thrown.Refusal);
        Assert.Equal(before[^1].Chain, log.Head.Chain);
        Assert.Equal(5, (await LogBench.ReadAsync(reader, 5)).Count);
        // What needs no more than is left still goes in; and everything, once there is room.
        Assert.Equal(6UL, (await _bench.AppendOneAsync(log, [1])).Revision);
        _bench.Disk.Capacity = long.MaxValue;
        Assert.Equal(7UL, (await _bench.AppendOneAsync(log, new byte[500])).Revision);
        Assert.Equal(2, (await LogBench.ReadAsync(reader, 7)).Count);
    }

    [Fact]
    public async Task AppendAsync_NoRoomForANewSegment_IsRefusedAndLeavesNoRest()
    {
        _bench.Options.SegmentSizeBytes = 500;
        await using var log = _bench.Open();
        await _bench.AppendAsync(log, 3, 200);
        var names = _bench.Disk.Names;
        _bench.Disk.Capacity = UsedBytes() + 20;

        await Assert.ThrowsAsync<AppendRefusedException>(() => _bench.AppendOneAsync(log, new byte[10]));

        Assert.Equal(names, _bench.Disk.Names);
        _bench.Disk.Capacity = long.MaxValue;
        Assert.Equal(4UL, (await _bench.AppendOneAsync(log, [1])).Revision);
    }

    [Fact]
    public async Task AppendAsync_RefusedThenPowerLost_DoesNotComeBack()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var bench = new LogBench(seed);
            var log = bench.Open();
            await bench.AppendAsync(log, 3);
            bench.Disk.Capacity = bench.Disk.Names.Sum(name => (long)bench.Disk.BytesOf(name).Length) + 3000;
            var appends = Enumerable.Range(0, 40).Select(i => bench.AppendOneAsync(log, LogBench.PayloadOf(i, 400)));
            await Assert.ThrowsAsync<AppendRefusedException>(() => Task.WhenAll(appends));
            var head = log.Head;

            bench.Disk.Restart();
            bench.Disk.Capacity = long.MaxValue;

            await using var again = bench.Open();
            Assert.Equal(head, again.Head);
            await log.DisposeAsync();
        }
    }

    [Fact]
    public async Task AppendAsync_FlushFails_StopsAppendsUntilOpenedAgain()
    {
        var log = _bench.Open();
        await _bench.AppendAsync(log, 3);
        _bench.Disk.FailSync = true;

        await Assert.ThrowsAsync<ChangeLogFaultedException>(() => _bench.AppendOneAsync(log, [1]));

        // The disk answers again, but what the page cache has forgotten is unknown: no append before a new start.
        _bench.Disk.FailSync = false;
        await Assert.ThrowsAsync<ChangeLogFaultedException>(async () => await log.AppendAsync(new byte[1], default, "tester", Token));
        Assert.Equal(3, (await LogBench.ReadAsync(log)).Count);
        await log.DisposeAsync();
        await using var again = _bench.Open();
        Assert.InRange(again.Head.Revision, 3UL, 4UL);
        await _bench.AppendAsync(again, 1);
    }

    [Fact]
    public async Task AppendAsync_TooMuchWaits_IsRefused()
    {
        _bench.Options.MaxPendingBytes = 1 << 20;
        await using var log = _bench.Open();
        var payload = new byte[400_000];

        var appends = Enumerable.Range(0, 200).Select(async _ => await log.AppendAsync(payload, default, "tester", Token)).ToList();
        var outcomes = await Task.WhenAll(appends.Select(static async append =>
        {
            try
            {
                await append.WaitAsync(LogBench.Patience, Token);
                return AppendRefusal.Unspecified;
            }
            catch (AppendRefusedException e)
            {
                return e.Refusal;
            }
        }));

        Assert.Contains(AppendRefusal.QueueFull, outcomes);
        Assert.Equal((ulong)outcomes.Count(static outcome => outcome == AppendRefusal.Unspecified), log.Head.Revision);
    }

    private long UsedBytes() => _bench.Disk.Names.Sum(name => (long)_bench.Disk.BytesOf(name).Length);
}
