using System.Globalization;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Log;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>Redis stopped, killed, replaced, behind a password and TLS: appends stand once, readers go on.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AppendAsync_RedisKilledUnderLoad_EachAcknowledgedSetStandsOnce()
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        var bench = new RedisBench(redis);
        bench.Options.Redis.AppendTimeout = TimeSpan.FromSeconds(30);
        await using var log = await bench.OpenAsync();
        await using var follower = await bench.OpenAsync();
        using var reader = follower.Follow(0);
        var following = RedisBench.ReadAsync(reader, 1600);
        var writers = Enumerable.Range(0, 16).Select(writer => Task.Run(() => RedisBench.AppendAsync(log, 100, writer), Token)).ToList();

        for (var i = 1; i <= 3; i++)
        {
            await ReachedAsync(log, (ulong)(i * 300));
            await redis.KillAsync();
            await redis.RestartAsync();
        }

        var receipts = (await Task.WhenAll(writers)).SelectMany(static r => r).ToList();

        Assert.Equal(Enumerable.Range(1, 1600).Select(static r => (ulong)r), receipts.Select(static r => r.Revision).Order());
        Assert.Equal(1600, (await following.WaitAsync(RedisProcess.Patience, Token)).Count);
        Assert.Equal(1600UL, (await bench.AssertWholeAsync()).Revision);
    }

    [Fact]
    public async Task PollHeadAsync_RedisStopped_FailsInTimeAndAppendStandsOnceAfterwards()
    {
        await using var redis = await RedisProcess.StartAsync();
        var bench = new RedisBench(redis);
        bench.Options.Redis.CallTimeout = TimeSpan.FromMilliseconds(300);
        bench.Options.Redis.AppendTimeout = TimeSpan.FromSeconds(30);
        await using var log = await bench.OpenAsync();
        using var reader = log.Follow(0);
        await redis.SignalAsync("STOP");

        var started = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<ChangeLogUnavailableException>(async () => await log.PollHeadAsync(Token));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        var append = RedisBench.AppendAsync(log, [1]);
        await Task.Delay(500, Token);
        Assert.False(append.IsCompleted);
        await redis.SignalAsync("CONT");

        Assert.Equal(1UL, (await append).Revision);
        Assert.Single(await RedisBench.ReadAsync(reader, 1));
        Assert.Equal(1UL, (await bench.AssertWholeAsync()).Revision);
    }

    [Fact]
    public async Task AppendAsync_RedisGone_IsToldInTime()
    {
        await using var redis = await RedisProcess.StartAsync();
        var bench = new RedisBench(redis);
        bench.Options.Redis.AppendTimeout = TimeSpan.FromMilliseconds(300);
        await using var log = await bench.OpenAsync();
        await redis.KillAsync();

        var started = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<ChangeLogUnavailableException>(() => RedisBench.AppendAsync(log, [1]));

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Failover_ReplicaPromoted_GoesOnThere()
    {
        await using var master = await RedisProcess.StartAsync();
        await using var replica = await RedisProcess.StartAsync("--replicaof", "127.0.0.1", master.Port.ToString(CultureInfo.InvariantCulture), "--repl-diskless-sync-delay", "0");
        var bench = new RedisBench(master);
        bench.Options.Redis.Endpoints = $"{replica.Endpoint}, {master.Endpoint}";
        bench.Options.Redis.AppendTimeout = TimeSpan.FromSeconds(30);
        await using var log = await bench.OpenAsync();
        using var reader = log.Follow(0);
        await RedisBench.AppendAsync(log, 10);
        using var socket = await replica.ConnectAsync();
        await CopiedAsync(socket, bench, 10);

        await master.KillAsync();
        var append = RedisBench.AppendAsync(log, [1]);
        await socket.SayAsync("REPLICAOF", "NO", "ONE");

        Assert.Equal(11UL, (await append).Revision);
        Assert.Equal(11, (await RedisBench.ReadAsync(reader, 11)).Count);
    }

    [Fact]
    public async Task Failover_MasterMadeAReplica_IsLeft()
    {
        await using var first = await RedisProcess.StartAsync();
        await using var second = await RedisProcess.StartAsync("--replicaof", "127.0.0.1", first.Port.ToString(CultureInfo.InvariantCulture), "--repl-diskless-sync-delay", "0");
        var bench = new RedisBench(first);
        bench.Options.Redis.Endpoints = $"{first.Endpoint},{second.Endpoint}";
        bench.Options.Redis.AppendTimeout = TimeSpan.FromSeconds(30);
        await using var log = await bench.OpenAsync();
        using var reader = log.Follow(0);
        await RedisBench.AppendAsync(log, 5);
        using var toSecond = await second.ConnectAsync();
        using var toFirst = await first.ConnectAsync();
        await CopiedAsync(toSecond, bench, 5);

        await toSecond.SayAsync("REPLICAOF", "NO", "ONE");
        await toFirst.SayAsync("REPLICAOF", "127.0.0.1", second.Port);

        Assert.Equal(6UL, (await RedisBench.AppendAsync(log, [1])).Revision);
        Assert.Equal(6, (await RedisBench.ReadAsync(reader, 6)).Count);
        Assert.Equal("6", await toSecond.SayAsync("HGET", bench.Keys.Head, "revision"));
    }

    [Fact]
    public async Task Failover_EmptyServerInItsPlace_IsNotBelievedWhileTheOtherIsSilent()
    {
        await using var real = await RedisProcess.StartAsync();
        await using var empty = await RedisProcess.StartAsync();
        var bench = new RedisBench(real);
        bench.Options.Redis.AppendTimeout = TimeSpan.FromMilliseconds(500);
        await using var log = await bench.OpenAsync();
        await RedisBench.AppendAsync(log, 3);
        bench.Options.Redis.Endpoints = $"{empty.Endpoint},{real.Endpoint}";
        await using var both = await bench.OpenExistingAsync();
        await real.KillAsync();

        await Assert.ThrowsAsync<ChangeLogUnavailableException>(() => RedisBench.AppendAsync(both, [1]));
        await Assert.ThrowsAsync<ChangeLogUnavailableException>(() => bench.OpenExistingAsync());
        await Assert.ThrowsAsync<ChangeLogUnavailableException>(() => bench.InitialiseAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(60)]
    [InlineData(150)]
    [InlineData(300)]
    [InlineData(450)]
    [InlineData(600)]
    public async Task Restart_AppendOnlyFileTorn_IsAPrefix(int lostBytes)
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        var bench = new RedisBench(redis);
        await using (var log = await bench.OpenAsync())
        {
            await RedisBench.AppendAsync(log, 5);
        }

        await redis.KillAsync();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(redis.Folder, "appendonlydir"), "*.incr.aof"));
        await using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.SetLength(stream.Length - lostBytes);
        }

        await redis.RestartAsync();

        var head = await bench.AssertWholeAsync();
        Assert.InRange(head.Revision, 3UL, 4UL);
        Assert.Equal((head.Revision, head.Chain), await bench.HeaderAsync());
        await using var again = await bench.OpenAsync();
        Assert.Equal(head.Revision + 1, (await RedisBench.AppendAsync(again, [1])).Revision);
    }

    [Fact]
    public async Task Open_TlsPasswordAndClientCertificate_Works()
    {
        using var tls = new TlsFiles();
        var (certificate, key) = tls.Issue("redis");
        var (own, ownKey) = tls.Issue("client");
        var port = RedisProcess.FreePort();
        await using var redis = await RedisProcess.StartAsync(
            "--requirepass", "s3cret", "--tls-port", port.ToString(CultureInfo.InvariantCulture), "--tls-cert-file", certificate, "--tls-key-file", key,
            "--tls-ca-cert-file", tls.AuthorityFile, "--tls-auth-clients", "yes");
        var bench = new RedisBench(redis);
        bench.Options.Redis.Endpoints = $"127.0.0.1:{port}";
        bench.Options.Redis.PasswordFile = tls.Write("password", "s3cret\n");
        bench.Options.Redis.Tls = new RedisTlsOptions { Enabled = true, AuthoritiesPath = tls.AuthorityFile, ServerName = "node.test", CertificatePath = own, KeyPath = ownKey };

        await using (var log = await bench.OpenAsync())
        {
            using var reader = log.Follow(0);
            await RedisBench.AppendAsync(log, 20);
            Assert.Equal(20, (await RedisBench.ReadAsync(reader, 20)).Count);
        }

        using var strangers = new TlsFiles("Another authority");
        await AssertRefusedAsync(bench, redis => redis.PasswordFile = "");
        await AssertRefusedAsync(bench, redis => redis.Tls.AuthoritiesPath = strangers.AuthorityFile);
        await AssertRefusedAsync(bench, redis => redis.Tls.ServerName = "other.test");
        await AssertRefusedAsync(bench, redis => redis.Tls.CertificatePath = "");
        await AssertRefusedAsync(bench, redis => redis.Tls.Enabled = false);
    }

    [Fact]
    public async Task TruncateBefore_Revision_ForgetsWhatStandsBeforeIt()
    {
        await using var redis = await RedisProcess.StartAsync();
        var bench = new RedisBench(redis);
        await using var log = await bench.OpenAsync();
        var receipts = await RedisBench.AppendAsync(log, 2_500);

        log.TruncateBefore(2_400, receipts[0].RecordedAt);
        log.TruncateBefore(2_400);
        await UntilAsync(() => log.OldestRevision == 2_400);

        using var late = log.Follow(100);
        Assert.Equal(2_400UL, (await Assert.ThrowsAsync<RevisionTrimmedException>(() => RedisBench.ReadAsync(late, 2_500))).Oldest);
        using var fits = log.Follow(2_399, receipts[2_398].Chain);
        Assert.Equal(101, (await RedisBench.ReadAsync(fits, 2_500)).Count);
        using var other = log.Follow(2_399, receipts[2_397].Chain);
        await Assert.ThrowsAsync<LogDivergedException>(() => RedisBench.ReadAsync(other, 2_500));

        log.TruncateBefore(ulong.MaxValue);
        await UntilAsync(() => log.OldestRevision == 2_500);
        Assert.Equal(2_501UL, (await RedisBench.AppendAsync(log, [1])).Revision);
        await using var again = await bench.OpenAsync();
        Assert.Equal((2_500UL, 2_501UL), (again.OldestRevision, again.Head.Revision));
    }

    [Fact]
    public async Task TruncateBefore_Instant_KeepsWhatWasRecordedSince()
    {
        await using var redis = await RedisProcess.StartAsync();
        var bench = new RedisBench(redis);
        await using var log = await bench.OpenAsync();
        await RedisBench.AppendAsync(log, 50);
        await Task.Delay(20, Token);
        var since = (await RedisBench.AppendAsync(log, [1])).RecordedAt;
        await RedisBench.AppendAsync(log, 50);

        log.TruncateBefore(90, since);

        await UntilAsync(() => log.OldestRevision == 51);
        Assert.Equal(51UL, (await log.PollHeadAsync(Token)) is { Head.Revision: 101 } ? log.OldestRevision : 0);
    }

    private static async Task AssertRefusedAsync(RedisBench bench, Action<RedisLogOptions> change)
    {
        var options = bench.Options.Redis;
        var kept = (options.PasswordFile, options.Tls);
        options.Tls = new RedisTlsOptions
        {
            Enabled = true,
            AuthoritiesPath = kept.Tls.AuthoritiesPath,
            ServerName = kept.Tls.ServerName,
            CertificatePath = kept.Tls.CertificatePath,
            KeyPath = kept.Tls.KeyPath,
        };
        change(options);
        await Assert.ThrowsAsync<ChangeLogUnavailableException>(() => bench.OpenExistingAsync());
        (options.PasswordFile, options.Tls) = kept;
    }

    private static Task ReachedAsync(RedisChangeLog log, ulong revision) => UntilAsync(() => log.Head.Revision >= revision);

    private static async Task CopiedAsync(RedisSocket replica, RedisBench bench, int revision)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(RedisProcess.Patience);
        while (await replica.SayAsync("HGET", bench.Keys.Head, "revision") != revision.ToString(CultureInfo.InvariantCulture))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(RedisProcess.Patience);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
