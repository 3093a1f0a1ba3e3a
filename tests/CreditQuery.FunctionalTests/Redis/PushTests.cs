using CreditQuery.Log.Redis;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>Pushed events are hints: lost, repeated, out of order or nonsense, the reader sees each event once and in order.</summary>
public sealed class PushTests : IAsyncLifetime
{
    private static readonly RedisScript Silent = new(RedisScript.Append.Text.Replace("redis.call('PUBLISH', channel, bytes_of(next_head.chain) .. bytes)", "", StringComparison.Ordinal));

    private RedisProcess _redis = null!;
    private RedisBench _bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        _bench = new RedisBench(_redis);
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Follow_NoPushAtAll_FindsTheEventsByPoll()
    {
        await using var writer = await _bench.OpenAsync(Silent);
        await using var log = await _bench.OpenAsync();
        using var reader = log.Follow(0);
        var reading = RedisBench.ReadAsync(reader, 20);
        await RedisBench.AppendAsync(writer, 20);

        Assert.Equal(20UL, (await log.PollHeadAsync(Token)).Head.Revision);

        Assert.Equal(20, (await reading.WaitAsync(RedisProcess.Patience, Token)).Count);
    }

    [Fact]
    public async Task Follow_NoPushAndNoPoll_FindsTheEventsAlone()
    {
        await using var writer = await _bench.OpenAsync(Silent);
        await using var log = await _bench.OpenAsync();
        using var reader = log.Follow(0);
        var reading = RedisBench.ReadAsync(reader, 3);

        await RedisBench.AppendAsync(writer, 3);

        Assert.Equal(3, (await reading.WaitAsync(RedisProcess.Patience, Token)).Count);
    }

    [Fact]
    public async Task Follow_PushesRepeatedReorderedAndNonsense_SeesEachOnceInOrder()
    {
        await using var writer = await _bench.OpenAsync(Silent);
        await using var log = await _bench.OpenAsync();
        using var reader = log.Follow(0);
        var reading = RedisBench.ReadAsync(reader, 300);
        var random = new Random(5);
        using var socket = await _redis.ConnectAsync();
        var pushes = new List<byte[]>();
        for (var i = 0; i < 300; i++)
        {
            var receipt = await RedisBench.AppendAsync(writer, RedisBench.PayloadOf(i, 50));
            var written = (await RedisBench.ReadAsync(writer, receipt.Revision, receipt.Revision - 1))[0];
            pushes.Add([.. written.Chain.ToByteArray(), .. written.Raw.Span]);
            if (i % 3 != 0)
            {
                await socket.SayAsync("PUBLISH", _bench.Keys.Events, pushes[random.Next(Math.Max(0, i - 3), pushes.Count)]);
                await socket.SayAsync("PUBLISH", _bench.Keys.Events, Nonsense(random, pushes[^1]));
            }

            await socket.SayAsync("PUBLISH", _bench.Keys.Events, pushes[^1]);
        }

        var events = await reading.WaitAsync(RedisProcess.Patience, Token);

        Assert.Equal(Enumerable.Range(1, 300).Select(static r => (ulong)r), events.Select(static e => e.Revision));
        Assert.Equal(writer.Head.Chain, events[^1].Chain);
    }

    [Fact]
    public async Task Follow_PushesWithGapsInAStream_IsNotPutOff()
    {
        // One event in ten is pushed, and the flow never pauses: only reading the stream can fill the gaps.
        var gaps = new RedisScript(RedisScript.Append.Text.Replace("redis.call('PUBLISH'", "if event.revision % 10 == 0 then redis.call('PUBLISH'", StringComparison.Ordinal)
            .Replace(".. bytes)\nreturn", ".. bytes) end\nreturn", StringComparison.Ordinal));
        await using var writer = await _bench.OpenAsync(gaps);
        await using var log = await _bench.OpenAsync();
        using var own = writer.Follow(0);
        using var other = log.Follow(0);
        var seen = Task.WhenAll(RedisBench.ReadAsync(own, 300), RedisBench.ReadAsync(other, 300));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var writing = WriteUntilAsync(writer, stop.Token);
        await seen.WaitAsync(RedisProcess.Patience, Token);
        await stop.CancelAsync();
        await writing;

        Assert.All(await seen, static events => Assert.Equal(300, events.Count));
    }

    [Fact]
    public async Task Follow_SubscriptionCutOff_GoesOn()
    {
        await using var log = await _bench.OpenAsync();
        using var reader = log.Follow(0);
        var reading = RedisBench.ReadAsync(reader, 40);
        using var socket = await _redis.ConnectAsync();
        for (var i = 0; i < 4; i++)
        {
            await RedisBench.AppendAsync(log, 10);
            await socket.SayAsync("CLIENT", "KILL", "TYPE", i % 2 == 0 ? "pubsub" : "normal", "SKIPME", "yes");
        }

        Assert.Equal(40, (await reading.WaitAsync(RedisProcess.Patience, Token)).Count);
    }

    [Fact]
    public async Task Follow_TwoWritersAtOnce_EveryReaderSeesTheSame()
    {
        await using var one = await _bench.OpenAsync();
        await using var two = await _bench.OpenAsync();
        using var readerOne = one.Follow(0);
        using var readerTwo = two.Follow(0);
        var reading = Task.WhenAll(RedisBench.ReadAsync(readerOne, 2000), RedisBench.ReadAsync(readerTwo, 2000));

        var writing = new[] { one, two }.SelectMany(log => Enumerable.Range(0, 10).Select(writer => Task.Run(() => RedisBench.AppendAsync(log, 100, writer * 20), Token)));
        var receipts = (await Task.WhenAll(writing)).SelectMany(static r => r).OrderBy(static r => r.Revision).ToList();

        Assert.Equal(Enumerable.Range(1, 2000).Select(static r => (ulong)r), receipts.Select(static r => r.Revision));
        foreach (var seen in await reading.WaitAsync(RedisProcess.Patience, Token))
        {
            Assert.Equal(receipts.Select(static r => r.Chain), seen.Select(static e => e.Chain));
        }
    }

    private static async Task WriteUntilAsync(CreditQuery.Log.IChangeLog log, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await RedisBench.AppendAsync(log, [1]);
        }
    }

    // Noise, an event with one byte changed, one of a far revision, one of a higher format.
    private static byte[] Nonsense(Random random, byte[] sound)
    {
        var bytes = (byte[])sound.Clone();
        switch (random.Next(4))
        {
            case 0:
                random.NextBytes(bytes);
                return bytes;
            case 1:
                bytes[random.Next(bytes.Length)] ^= 0x40;
                return bytes;
            case 2:
                return [.. bytes, 16, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
            default:
                return [.. bytes, 8, 9];
        }
    }
}
