using CreditQuery.Log;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>What is not as it should be is said, in the log's own words.</summary>
public sealed class RedisFaultTests : IAsyncLifetime
{
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
    public async Task Open_NoLog_SaysHowToMakeOne()
    {
        var thrown = await Assert.ThrowsAsync<LogNotInitialisedException>(() => _bench.OpenExistingAsync());

        Assert.Contains("creditq log init", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OtherKey_IsRefused()
    {
        await _bench.InitialiseAsync();

        await Assert.ThrowsAsync<RegistryKeyMismatchException>(() => _bench.OpenExistingAsync(keyCheck: [9, 9]));
    }

    [Fact]
    public async Task Open_HigherFormat_AsksForUpgrade()
    {
        await _bench.InitialiseAsync();
        await SayAsync("HSET", _bench.Keys.Head, "format", "2");

        Assert.Equal(2u, (await Assert.ThrowsAsync<UpgradeNeededException>(() => _bench.OpenExistingAsync())).Found);
    }

    [Fact]
    public async Task Open_RedisMayEvictTheLog_IsRefused()
    {
        await _bench.InitialiseAsync();
        await SayAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

        var thrown = await Assert.ThrowsAsync<LogUnusableException>(() => _bench.OpenExistingAsync());

        Assert.Contains("noeviction", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NothingListens_SaysUnavailable()
    {
        await _redis.KillAsync();

        var thrown = await Assert.ThrowsAsync<ChangeLogUnavailableException>(() => _bench.OpenExistingAsync());

        Assert.Contains(_redis.Endpoint, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Initialise_Twice_KeepsTheEmptyLogAndRefusesAFullOne()
    {
        var epoch = await _bench.InitialiseAsync();

        Assert.Equal(epoch, await _bench.InitialiseAsync());
        await using (var log = await _bench.OpenAsync())
        {
            await RedisBench.AppendAsync(log, [1]);
        }

        await Assert.ThrowsAsync<LogExistsException>(() => _bench.InitialiseAsync());
        Assert.Equal(epoch, (await RedisLogSetup.ReadAsync(_bench.Options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, Token)).Poll.Epoch);
    }

    [Fact]
    public async Task AppendAsync_RepeatedId_AnswersTheFirstRevision()
    {
        await using var log = await _bench.OpenAsync();
        await using var other = await _bench.OpenAsync();
        var id = ChangeId.New(TimeProvider.System);
        var first = await RedisBench.AppendAsync(log, [1, 2], id);
        await RedisBench.AppendAsync(log, 5);

        var again = await RedisBench.AppendAsync(other, [1, 2], id);
        var reused = await Assert.ThrowsAsync<ChangeIdReusedException>(() => RedisBench.AppendAsync(other, [1, 3], id));

        Assert.Equal(first with { IsRepeated = true }, again);
        Assert.Equal(1UL, reused.FirstRevision);
        Assert.Equal(6UL, (await log.PollHeadAsync(Token)).Head.Revision);
    }

    [Fact]
    public async Task AppendAsync_MemoryFull_IsRefusedAndGoesOnLater()
    {
        await using var log = await _bench.OpenAsync();
        await RedisBench.AppendAsync(log, [1]);
        await SayAsync("CONFIG", "SET", "maxmemory", "1");

        var thrown = await Assert.ThrowsAsync<AppendRefusedException>(() => RedisBench.AppendAsync(log, [2]));
        var poll = await log.PollHeadAsync(Token);
        await SayAsync("CONFIG", "SET", "maxmemory", "0");
        var next = await RedisBench.AppendAsync(log, [3]);

        Assert.Equal(AppendRefusal.RedisFull, thrown.Refusal);
        Assert.Equal((1UL, 2UL), (poll.Head.Revision, next.Revision));
    }

    [Fact]
    public async Task AppendAsync_LogMadeAnew_IsRefusedAndReadersDiverge()
    {
        await using var log = await _bench.OpenAsync();
        await RedisBench.AppendAsync(log, 2);
        using var reader = log.Follow(2, log.Head.Chain);
        await SayAsync("FLUSHALL");

        await Assert.ThrowsAsync<LogNotInitialisedException>(() => RedisBench.AppendAsync(log, [1]));
        await Assert.ThrowsAsync<LogNotInitialisedException>(async () => await log.PollHeadAsync(Token));
        var epoch = await _bench.InitialiseAsync();

        Assert.Equal(epoch, (await Assert.ThrowsAsync<EpochChangedException>(() => RedisBench.AppendAsync(log, [1]))).Found);
        Assert.Equal(epoch, (await log.PollHeadAsync(Token)).Epoch);
        await Assert.ThrowsAsync<LogDivergedException>(() => RedisBench.ReadAsync(reader, 3));
    }

    [Fact]
    public async Task Follow_NoEventInTheStream_IsCorruptWhereItStands()
    {
        await using var log = await _bench.OpenAsync();
        await RedisBench.AppendAsync(log, 2);
        using var reader = log.Follow(0);
        await RedisBench.ReadAsync(reader, 2);
        await SayAsync("XADD", _bench.Keys.Log, "3-0", "e", "no event");

        Assert.Equal(3UL, (await Assert.ThrowsAsync<ChangeLogCorruptException>(() => RedisBench.ReadAsync(reader, 3))).Revision);
        await Assert.ThrowsAsync<LogUnusableException>(() => RedisBench.AppendAsync(log, [1]));
    }

    [Fact]
    public async Task Follow_HigherFormatInTheStream_AsksForUpgrade()
    {
        await using var log = await _bench.OpenAsync();
        await RedisBench.AppendAsync(log, 1);
        using var reader = log.Follow(1);
        await SayAsync("XADD", _bench.Keys.Log, "2-0", "e", new byte[] { 8, 2, 16, 2, 74, 1, 0 });

        Assert.Equal(2u, (await Assert.ThrowsAsync<UpgradeNeededException>(() => RedisBench.ReadAsync(reader, 2))).Found);
    }

    [Fact]
    public async Task Follow_EntryTakenOut_IsNoticed()
    {
        await using var log = await _bench.OpenAsync();
        await RedisBench.AppendAsync(log, 5);
        await SayAsync("XDEL", _bench.Keys.Log, "3-0");
        using var reader = log.Follow(0);

        Assert.Equal(3UL, (await Assert.ThrowsAsync<ChangeLogCorruptException>(() => RedisBench.ReadAsync(reader, 5))).Revision);
    }

    [Fact]
    public async Task Follow_LastEventsLost_IsDiverged()
    {
        await using var log = await _bench.OpenAsync();
        await RedisBench.AppendAsync(log, 3);
        await SayAsync("SAVE");
        await RedisBench.AppendAsync(log, 2);
        using var reader = log.Follow(0);
        await RedisBench.ReadAsync(reader, 5);

        await _redis.KillAsync();
        await _redis.RestartAsync();

        var thrown = await Assert.ThrowsAsync<LogDivergedException>(() => RedisBench.ReadAsync(reader, 6));
        Assert.Equal((5UL, 3UL), (thrown.Revision, thrown.Head));
        Assert.Equal(3UL, (await PollAsync(log)).Head.Revision);
        Assert.Equal(4UL, (await RedisBench.AppendAsync(log, [1])).Revision);
    }

    [Fact]
    public async Task Follow_LastEventsLostAndOthersCame_IsDiverged()
    {
        await using var log = await _bench.OpenAsync();
        await RedisBench.AppendAsync(log, 3);
        await SayAsync("SAVE");
        await RedisBench.AppendAsync(log, 2);
        using var reader = log.Follow(0);
        await RedisBench.ReadAsync(reader, 5);
        await _redis.KillAsync();
        await _redis.RestartAsync();
        await using (var other = await _bench.OpenAsync())
        {
            await RedisBench.AppendAsync(other, 4);
        }

        Assert.Equal(5UL, (await Assert.ThrowsAsync<LogDivergedException>(() => RedisBench.ReadAsync(reader, 7))).Revision);
    }

    [Theory]
    [InlineData("yes", "always", "always")]
    [InlineData("yes", "everysec", "everysec")]
    [InlineData("yes", "no", "no")]
    [InlineData("no", "always", "none")]
    public async Task Durability_AsRedisSays(string appendOnly, string fsync, string expected)
    {
        await SayAsync("CONFIG", "SET", "appendonly", appendOnly);
        await SayAsync("CONFIG", "SET", "appendfsync", fsync);

        await using var log = await _bench.OpenAsync();

        Assert.Equal(expected, log.Durability);
    }

    private static async Task<LogPoll> PollAsync(RedisChangeLog log)
    {
        while (true)
        {
            try
            {
                return await log.PollHeadAsync(Token);
            }
            catch (ChangeLogUnavailableException)
            {
                await Task.Delay(20, Token);
            }
        }
    }

    private async Task SayAsync(params object[] words)
    {
        using var socket = await _redis.ConnectAsync();
        var answer = await socket.SayAsync(words);
        Assert.False(answer.StartsWith('-'), answer);
    }
}
