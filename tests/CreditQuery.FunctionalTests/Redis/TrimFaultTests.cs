using System.Runtime.CompilerServices;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Log;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>A fault of the machine while old events are forgotten: it is logged, and the next time they are.</summary>
public sealed class TrimFaultTests : IDisposable
{
    // Of this test's log alone: others run beside it.
    private readonly AsyncLocal<StrongBox<bool>?> _fails = new();

    public TrimFaultTests() => LogFailpoints.Reached = place =>
    {
        if (place == LogFailpoint.BeforeTrim && _fails.Value is { Value: true })
        {
            throw new OutOfMemoryException("invented");
        }
    };

    public void Dispose() => LogFailpoints.Reached = null;

    [Fact]
    public async Task TruncateBefore_AfterAFaultOfTheMachine_TriesAgain()
    {
        var fails = _fails.Value = new StrongBox<bool>(true);
        await using var redis = await RedisProcess.StartAsync();
        var recorder = new LogRecorder();
        await using var log = await new RedisBench(redis).OpenAsync(logger: recorder.CreateLogger("log"));
        await RedisBench.AppendAsync(log, 10);
        log.TruncateBefore(8);
        await recorder.SeenAsync("TrimFailed");
        Assert.Equal(1UL, log.OldestRevision);

        fails.Value = false;
        log.TruncateBefore(8);
        await recorder.SeenAsync("LogTrimmed");

        Assert.Equal(8UL, log.OldestRevision);
        Assert.Contains(recorder.Lines, static line => line.Contains("TrimFailed: The change log was not trimmed: invented", StringComparison.Ordinal));
    }
}
