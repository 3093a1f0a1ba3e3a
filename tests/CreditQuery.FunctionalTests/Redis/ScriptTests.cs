using System.Globalization;
using CreditQuery.Log;
using CreditQuery.Log.Events;
using CreditQuery.Protos.Log.V1;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>The script makes the same bytes, numbers and chain values as the code does.</summary>
public sealed class ScriptTests : IAsyncLifetime
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

    [Theory]
    [InlineData(0, 0)]
    [InlineData(126, 1)]
    [InlineData(127, 127)]
    [InlineData(128, 128)]
    [InlineData(16_382, 16_384)]
    [InlineData(int.MaxValue - 1L, 300)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(uint.MaxValue, 1)]
    [InlineData(100_000_000_000_000, 5)]
    [InlineData((1L << 53) - 3, 5)]
    public async Task Append_AtAnyRevision_BytesAreThoseOfTheGeneratedClass(long before, int payloadBytes)
    {
        var start = await StartAtAsync((ulong)before, 1_772_323_200_000);
        await using var log = await _bench.OpenAsync();
        var payload = RedisBench.PayloadOf(payloadBytes, payloadBytes);
        var id = ChangeId.New(TimeProvider.System);

        var receipt = await log.AppendAsync(payload, id, "某局", Token);

        Assert.Equal((ulong)before + 1, receipt.Revision);
        var idBytes = new byte[ChangeId.SizeBytes];
        id.WriteTo(idBytes);
        var expected = new ChangeEvent
        {
            Format = 1,
            Revision = receipt.Revision,
            PreviousChain = ByteString.CopyFrom(start.ToByteArray()),
            ChangeId = ByteString.CopyFrom(idBytes),
            RecordedAtMs = receipt.RecordedAt.ToUnixTimeMilliseconds(),
            Author = "某局",
            Payload = ByteString.CopyFrom(payload),
        };
        using var reader = log.Follow((ulong)before, start);
        var read = Assert.Single(await RedisBench.ReadAsync(reader, receipt.Revision));
        Assert.Equal(expected.ToByteArray(), read.Raw.ToArray());
        using var hash = new ChainHash();
        Assert.Equal(hash.Next(start, receipt.Revision, receipt.RecordedAt.ToUnixTimeMilliseconds(), id, payload), receipt.Chain);
        Assert.Equal((receipt.Revision, receipt.Chain), await _bench.HeaderAsync());
        Assert.Equal(new LogHead(receipt.Revision, receipt.Chain, receipt.RecordedAt), (await log.PollHeadAsync(Token)).Head);
    }

    [Theory]
    [InlineData(2_147_483_648_000)]
    [InlineData(253_402_300_799_999)]
    public async Task Append_ClockBehindTheLog_RecordedAtStaysAndIsExact(long recordedAtMs)
    {
        await StartAtAsync(7, recordedAtMs);
        await using var log = await _bench.OpenAsync();

        var first = await RedisBench.AppendAsync(log, [1]);
        var second = await RedisBench.AppendAsync(log, [2]);

        Assert.Equal([recordedAtMs, recordedAtMs], new[] { first, second }.Select(static r => r.RecordedAt.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Append_ClockOfANewMasterBehindAPassedInstant_RecordedAtIsThatInstant()
    {
        // As after a failover to a replica whose clock is behind: the header came along, the clock did not.
        await using var log = await _bench.OpenAsync();
        var midnight = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.AddHours(5).ToUnixTimeMilliseconds());
        using var socket = await _redis.ConnectAsync();
        await socket.SayAsync("HSET", _bench.Keys.Head, "not_before_ms", midnight.ToUnixTimeMilliseconds());

        var receipt = await RedisBench.AppendAsync(log, [1]);

        Assert.Equal(midnight, receipt.RecordedAt);
        Assert.Equal(midnight, (await log.PollHeadAsync(Token)).NotBefore);
    }

    [Fact]
    public async Task Pass_InstantThatTheClockHasNotReached_IsNotPassed()
    {
        await using var log = await _bench.OpenAsync();

        var poll = await log.PassAsync(DateTimeOffset.UtcNow.AddHours(1), Token);

        Assert.Equal(default, poll.NotBefore);
    }

    [Fact]
    public async Task Pass_MemoryFull_ThePollIsAnsweredAndNothingIsPassed()
    {
        await using var log = await _bench.OpenAsync();
        using var socket = await _redis.ConnectAsync();
        await socket.SayAsync("CONFIG", "SET", "maxmemory", "1");

        var poll = await log.PassAsync(DateTimeOffset.UtcNow.AddHours(-1), Token);
        await socket.SayAsync("CONFIG", "SET", "maxmemory", "0");
        var later = await log.PassAsync(DateTimeOffset.FromUnixTimeMilliseconds(1_000), Token);

        Assert.Equal(default, poll.NotBefore);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_000), later.NotBefore);
    }

    [Fact]
    public async Task Append_ManyRandomSets_AreOneProvenChain()
    {
        var random = new Random(11);
        await using var log = await _bench.OpenAsync();
        var calls = Enumerable.Range(0, 500).Select(i => RedisBench.AppendAsync(log, RedisBench.PayloadOf(i, random.Next(0, 3_000)), new ChangeId(RandomId(random)))).ToList();

        var receipts = await Task.WhenAll(calls);

        Assert.Equal(receipts.Select(static r => r.Chain), (await RedisBench.ReadAsync(log, 500)).Select(static e => e.Chain));
    }

    private static UInt128 RandomId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        bytes[0] &= 0;
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    // A log that has come so far, with its last event alone, as after trimming.
    private async Task<ChainValue> StartAtAsync(ulong revision, long recordedAtMs)
    {
        var epoch = await _bench.InitialiseAsync();
        if (revision == 0)
        {
            return ChainHash.Genesis(epoch);
        }

        using var socket = await _redis.ConnectAsync();
        await socket.SayAsync(
            "HSET", _bench.Keys.Head, "revision", revision.ToString(CultureInfo.InvariantCulture), "recorded_at_ms", recordedAtMs);

        // The last event stands in every log; this one is made here, so that its chain value is the header's.
        return await AddEventAsync(socket, revision, recordedAtMs);
    }

    private async Task<ChainValue> AddEventAsync(RedisSocket socket, ulong revision, long recordedAtMs)
    {
        var previous = ChainHash.Genesis("0000000000000001");
        using var hash = new ChainHash();
        var id = new ChangeId(5);
        var chain = hash.Next(previous, revision, recordedAtMs, id, [9]);
        var idBytes = new byte[ChangeId.SizeBytes];
        id.WriteTo(idBytes);
        var message = new ChangeEvent
        {
            Format = 1,
            Revision = revision,
            PreviousChain = ByteString.CopyFrom(previous.ToByteArray()),
            ChangeId = ByteString.CopyFrom(idBytes),
            RecordedAtMs = recordedAtMs,
            Author = "before",
            Payload = ByteString.CopyFrom([9]),
        };
        var text = revision.ToString(CultureInfo.InvariantCulture);
        await socket.SayAsync("XADD", _bench.Keys.Log, text + "-0", "e", message.ToByteArray());
        await socket.SayAsync("HSET", _bench.Keys.Head, "chain", chain.ToString());
        return chain;
    }
}
