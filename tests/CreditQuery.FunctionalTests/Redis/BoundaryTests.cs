using CreditQuery.Log;
using CreditQuery.Log.Redis;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>The append script ended at each boundary between two of its commands: by a kill of Redis, by an error inside it.</summary>
public sealed class BoundaryTests
{
    // What stands behind each boundary; the last one is the answer.
    private static readonly string[] Boundaries =
    [
        "redis.call('XADD', log", "remember(known_id, event)", "write_header(next_head)", "redis.call('PUBLISH'", "return {0, text(event.revision)",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> All => [.. Enumerable.Range(0, Boundaries.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Kill_AtTheBoundary_LogIsWholeAndTheRepetitionStandsOnce(int boundary)
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        var bench = new RedisBench(redis);
        bench.Options.Redis.AppendTimeout = TimeSpan.FromMilliseconds(500);
        bench.Options.Redis.CallTimeout = TimeSpan.FromMilliseconds(500);
        await using (var log = await bench.OpenAsync())
        {
            await RedisBench.AppendAsync(log, 3);
        }

        var id = ChangeId.New(TimeProvider.System);
        await using (var spinning = await bench.OpenAsync(At(boundary, "while true do end")))
        {
            var append = RedisBench.AppendAsync(spinning, [7], id);
            await UntilBusyAsync(redis);
            await redis.KillAsync();
            await Assert.ThrowsAsync<ChangeLogUnavailableException>(() => append);
        }

        await redis.RestartAsync();

        var head = await bench.AssertWholeAsync();
        Assert.Equal((head.Revision, head.Chain), await bench.HeaderAsync());
        await using var again = await bench.OpenAsync();
        Assert.Equal(4UL, (await RedisBench.AppendAsync(again, [7], id)).Revision);
        Assert.Equal(5UL, (await RedisBench.AppendAsync(again, [8])).Revision);
        Assert.Equal(5UL, (await bench.AssertWholeAsync()).Revision);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Error_AtTheBoundary_NextAppendHeals(int boundary)
    {
        await using var redis = await RedisProcess.StartAsync();
        var bench = new RedisBench(redis);
        bench.Options.Redis.AppendTimeout = TimeSpan.FromMilliseconds(300);
        await using (var log = await bench.OpenAsync())
        {
            await RedisBench.AppendAsync(log, 3);
        }

        // Only once: what the log itself repeats then is a next append.
        var id = ChangeId.New(TimeProvider.System);
        using var socket = await redis.ConnectAsync();
        await socket.SayAsync("SET", "fail", "1");
        var script = At(boundary, "if redis.call('GET', 'fail') == '1' then redis.call('SET', 'fail', '0') error('injected') end");
        await using var failing = await bench.OpenAsync(script);
        var receipt = await RedisBench.AppendAsync(failing, [7], id);

        Assert.Equal("0", await socket.SayAsync("GET", "fail"));
        Assert.Equal((4UL, boundary > 0), (receipt.Revision, receipt.IsRepeated));
        Assert.Equal(receipt with { IsRepeated = true }, await RedisBench.AppendAsync(failing, [7], id));
        Assert.Equal(5UL, (await RedisBench.AppendAsync(failing, [8])).Revision);
        var head = await bench.AssertWholeAsync();
        Assert.Equal(5UL, head.Revision);
        Assert.Equal((head.Revision, head.Chain), await bench.HeaderAsync());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Error_AtTheBoundary_PollTellsTheStream(int boundary)
    {
        await using var redis = await RedisProcess.StartAsync();
        var bench = new RedisBench(redis);
        bench.Options.Redis.AppendTimeout = TimeSpan.FromMilliseconds(100);
        await using var log = await bench.OpenAsync();
        await RedisBench.AppendAsync(log, 3);
        using var socket = await redis.ConnectAsync();
        await using (var failing = await bench.OpenAsync(At(boundary, "error('injected')", once: true)))
        {
            await socket.SayAsync("SET", "fail", "1");
            _ = await Record.ExceptionAsync(() => RedisBench.AppendAsync(failing, [7]));
        }

        // Whatever the header says, head and chain of the poll are those of the last entry.
        var poll = await log.PollHeadAsync(Token);
        Assert.Equal(boundary == 0 ? 3UL : 4UL, poll.Head.Revision);
        Assert.Equal(poll.Head.Chain, (await RedisBench.ReadAsync(log, poll.Head.Revision))[^1].Chain);
    }

    // Puts a line before the command that stands behind a boundary.
    private static RedisScript At(int boundary, string line, bool once = false)
    {
        var text = RedisScript.Append.Text;
        var at = text.LastIndexOf("\n" + Boundaries[boundary], StringComparison.Ordinal);
        Assert.True(at > 0, Boundaries[boundary]);

        // The repetition by the log itself must meet the error again, before it heals anything.
        var guard = once ? "if redis.call('GET', 'fail') == '2' then error('injected before') end\n" : "";
        var body = once ? $"if redis.call('GET', 'fail') == '1' then redis.call('SET', 'fail', '2') {line} end" : line;
        return new RedisScript(guard + text[..at] + "\n" + body + text[at..]);
    }

    private static async Task UntilBusyAsync(RedisProcess redis)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(RedisProcess.Patience);
        using var socket = await redis.ConnectAsync();
        while (!(await socket.SayAsync("PING")).StartsWith("-BUSY", StringComparison.Ordinal))
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
