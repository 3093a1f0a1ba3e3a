using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>A node lets go of events that are older than 30 days before its older kept checkpoint, and of no others.</summary>
public sealed class LogTrimTests : IDisposable
{
    private readonly NodeFolder _folder = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Checkpoints_LongAfterTheFirstEvents_LetThemGo()
    {
        Assert.Equal(1UL, await RunAsync(sets: 90));
        _clock.Pass(TimeSpan.FromDays(25));
        Assert.Equal(1UL, await RunAsync(sets: 1));
        _clock.Pass(TimeSpan.FromDays(25));
        Assert.Equal(1UL, await RunAsync(sets: 1));

        // The older checkpoint is now that of day 25, then of day 50: 30 days before it lie after the first events.
        Assert.Equal(1UL, await RunAsync(sets: 1));
        Assert.InRange(await RunAsync(sets: 0), 2UL, 92UL);
    }

    // One life of a node: its oldest revision at the start, then so many sets, and a checkpoint at the stop.
    private async Task<ulong> RunAsync(int sets)
    {
        await using var node = await NodeHost.StartAsync(_folder, own: false, _clock, ("Log:SegmentSizeBytes", "65536"));
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        for (var i = 0; i < sets; i++)
        {
            var order = Samples.Order(id: $"999999-court:{status.HeadRevision + (ulong)i}");
            order.PutEntry.CauseText = new string('x', 2_000);
            await node.ApplyAsync(order);
        }

        return status.OldestRevision;
    }
}
