using CreditQuery.Log;
using CreditQuery.Log.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>Makes, opens and reads logs in a Redis of the test's own.</summary>
internal sealed class RedisBench(RedisProcess redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static readonly byte[] KeyCheck = [1, 2, 3, 4, 5, 6, 7, 8];

    public RedisProcess Redis => redis;

    public ChangeLogOptions Options { get; } = new() { Kind = LogKind.Redis, Redis = new RedisLogOptions { Endpoints = redis.Endpoint, Registry = "test" } };

    public RedisKeys Keys { get; } = new("test");

    public Task<string> InitialiseAsync() => RedisLogSetup.InitialiseAsync(Options, KeyCheck, TimeProvider.System, NullLogger.Instance, Token);

    /// <summary>Opens the log; makes it first if there is none.</summary>
    public async Task<RedisChangeLog> OpenAsync(RedisScript? append = null, ILogger? logger = null)
    {
        try
        {
            await InitialiseAsync();
        }
        catch (LogExistsException)
        {
            // Opened again.
        }

        var settings = new RedisSettings(Options.Redis, Options.MaxPendingBytes, KeyCheck, TimeProvider.System, logger ?? NullLogger.Instance)
        {
            Append = append ?? RedisScript.Append,
        };
        return await RedisChangeLog.OpenAsync(settings, Token);
    }

    /// <summary>Opens the log as a node does: it must be there.</summary>
    public Task<RedisChangeLog> OpenExistingAsync(byte[]? keyCheck = null) =>
        RedisChangeLog.OpenAsync(Options, keyCheck ?? KeyCheck, TimeProvider.System, NullLogger.Instance, Token);

    public static byte[] PayloadOf(int number, int bytes)
    {
        var payload = new byte[bytes];
        new Random(number).NextBytes(payload);
        return payload;
    }

    public static Task<AppendReceipt> AppendAsync(IChangeLog log, byte[] payload, ChangeId? id = null) =>
        log.AppendAsync(payload, id ?? ChangeId.New(TimeProvider.System), "tester", Token).AsTask().WaitAsync(RedisProcess.Patience, Token);

    public static async Task<List<AppendReceipt>> AppendAsync(IChangeLog log, int count, int bytes = 100)
    {
        var receipts = new List<AppendReceipt>();
        for (var i = 0; i < count; i++)
        {
            receipts.Add(await AppendAsync(log, PayloadOf(i, bytes)));
        }

        return receipts;
    }

    /// <summary>Reads all events after a revision up to one; copies what lies in the reader's buffer.</summary>
    public static async Task<List<ChangeLogEvent>> ReadAsync(IChangeLog log, ulong until, ulong after = 0)
    {
        using var reader = log.Follow(after);
        return await ReadAsync(reader, until);
    }

    public static async Task<List<ChangeLogEvent>> ReadAsync(IChangeLogReader reader, ulong until)
    {
        var events = new List<ChangeLogEvent>();
        while (reader.Position < until && await reader.WaitToReadAsync(Token).AsTask().WaitAsync(RedisProcess.Patience, Token))
        {
            while (reader.Position < until && reader.TryRead(out var next))
            {
                events.Add(Copy(next));
            }
        }

        return events;
    }

    /// <summary>Asserts that stream, header and chain agree, by reading them past everything of ours.</summary>
    public async Task<LogHead> AssertWholeAsync()
    {
        await using var log = await OpenAsync();
        var poll = await log.PollHeadAsync(Token);
        var events = await ReadAsync(log, poll.Head.Revision);
        Assert.Equal(poll.Head.Revision, (ulong)events.Count);
        if (events.Count > 0)
        {
            Assert.Equal(poll.Head, new LogHead(events[^1].Revision, events[^1].Chain, events[^1].RecordedAt));
        }

        return poll.Head;
    }

    /// <summary>Revision and chain as the header has them.</summary>
    public async Task<(ulong Revision, ChainValue Chain)> HeaderAsync()
    {
        using var socket = await redis.ConnectAsync();
        return (
            ulong.Parse(await socket.SayAsync("HGET", Keys.Head, "revision"), System.Globalization.CultureInfo.InvariantCulture),
            ChainValue.Parse(await socket.SayAsync("HGET", Keys.Head, "chain")));
    }

    private static ChangeLogEvent Copy(in ChangeLogEvent source) => new()
    {
        Revision = source.Revision,
        RecordedAtMs = source.RecordedAtMs,
        ChangeId = source.ChangeId,
        Author = source.Author,
        PreviousChain = source.PreviousChain,
        Chain = source.Chain,
        Payload = source.Payload.ToArray(),
        Raw = source.Raw.ToArray(),
    };
}
