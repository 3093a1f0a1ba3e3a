using CreditQuery.Log;

namespace CreditQuery.UnitTests.Log;

/// <summary>The model: a list of what was acknowledged or once read. No power loss may take any of it back.</summary>
public class PowerLossTests
{
    private const int Seeds = 400;
    private const int Lives = 6;

    [Fact]
    public async Task Open_AfterPowerLossAnywhere_KeepsEverythingAcknowledged()
    {
        var survived = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                survived += await RunAsync(seed);
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}: {e}");
            }
        }

        // The test would prove little if power went before anything was acknowledged.
        Assert.True(survived > Seeds * 10, $"{survived} events");
    }

    private static async Task<int> RunAsync(int seed)
    {
        var random = new Random(seed);
        var bench = new LogBench(seed);
        bench.Options.SegmentSizeBytes = random.Next(300, 6000);
        var known = new SortedDictionary<ulong, ChainValue>();
        for (var life = 0; life < Lives; life++)
        {
            bench.Disk.LosePowerAfter(life == Lives - 1 ? int.MaxValue : random.Next(1, 40));
            await LiveAsync(bench, random, known);
            EndLife(bench.Disk, random);
        }

        await using var log = bench.Open();
        await CheckAsync(log, known);
        return known.Count;
    }

    // A killed process leaves its bytes to the machine; the power may go before they are written.
    private static void EndLife(LossyDisk disk, Random random)
    {
        if (random.Next(3) == 0)
        {
            disk.KillProcess();
        }
        else
        {
            disk.Restart();
        }
    }

    private static async Task LiveAsync(LogBench bench, Random random, SortedDictionary<ulong, ChainValue> known)
    {
        EmbeddedChangeLog? log = null;
        try
        {
            log = bench.Open();
            await CheckAsync(log, known);
            for (var round = 0; round < 10; round++)
            {
                await AppendSomeAsync(bench, log, random, known);
                if (random.Next(4) == 0)
                {
                    log.TruncateBefore(log.Head.Revision - (ulong)random.Next((int)log.Head.Revision));
                }
            }
        }
        catch (Exception e) when (e is PowerLossException or ChangeLogFaultedException)
        {
            // The end of this life.
        }

        if (log is not null)
        {
            await log.DisposeAsync();
        }
    }

    private static async Task AppendSomeAsync(
        LogBench bench, EmbeddedChangeLog log, Random random, SortedDictionary<ulong, ChainValue> known)
    {
        bench.Clock.Step(TimeSpan.FromMilliseconds(random.Next(-50, 100)));
        var appends = Enumerable.Range(0, random.Next(1, 8))
            .Select(_ => bench.AppendOneAsync(log, LogBench.PayloadOf(random.Next(), random.Next(1500))))
            .ToList();
        await Task.WhenAll(appends).ContinueWith(static _ => { }, TaskScheduler.Default);
        foreach (var append in appends.Where(static append => append.IsCompletedSuccessfully))
        {
            known.Add(append.Result.Revision, append.Result.Chain);
        }

        await Task.WhenAll(appends);
    }

    // Dense and chained is what the reader proves itself; here: nothing known is missing or different.
    private static async Task CheckAsync(EmbeddedChangeLog log, SortedDictionary<ulong, ChainValue> known)
    {
        Assert.True(known.Count == 0 || log.OldestRevision <= known.Last().Key);
        var events = await LogBench.ReadAsync(log, log.OldestRevision - 1);
        var read = events.ToDictionary(static e => e.Revision, static e => e.Chain);
        foreach (var (revision, chain) in known.Where(pair => pair.Key >= log.OldestRevision))
        {
            Assert.True(read.TryGetValue(revision, out var found), $"Revision {revision} is gone.");
            Assert.Equal(chain, found);
        }

        Assert.Equal(log.Head.Revision - log.OldestRevision + 1, (ulong)events.Count);
        foreach (var (revision, chain) in read)
        {
            known.TryAdd(revision, chain);
        }
    }
}
