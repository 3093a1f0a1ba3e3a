using System.Text;
using CreditQuery.Log.Redis;
using Microsoft.Extensions.Logging;

namespace CreditQuery.Log;

/// <summary>The change log in Redis: one stream that several nodes append to and follow.</summary>
/// <remarks>Appends run in one script inside Redis; readers take what is pushed and prove every event. Source: architecture, chapters 6 and 10; ADR 0017.</remarks>
public sealed class RedisChangeLog : IChangeLog
{
    private readonly RedisSettings _settings;
    private readonly RedisLogParts _parts;
    private readonly AppendPump _pump;
    private readonly TrimLoop _trim;
    private volatile RedisSafety _safety = RedisSafety.Unknown;

    private RedisChangeLog(RedisSettings settings)
    {
        var calls = new RedisLogCalls(settings);
        var link = new RedisLink(settings, new RedisElection(settings, new RedisConnector(settings), calls), PrepareAsync);
        _settings = settings;
        _parts = new RedisLogParts(settings, link, calls, new RedisFeed(), new KnownHead());
        _pump = new AppendPump(settings, link, calls, Appended);
        _trim = new TrimLoop(_parts);
    }

    /// <inheritdoc/>
    public string Epoch => _settings.Epoch;

    /// <inheritdoc/>
    public LogHead Head => _parts.Known.Head;

    /// <inheritdoc/>
    public ulong OldestRevision => _parts.Known.Oldest;

    /// <summary>Always true.</summary>
    public bool IsShared => true;

    /// <summary>What an acknowledgement survives, read from Redis at every connection: <c>always</c> (power loss), <c>everysec</c> (all but the last second),
    /// <c>no</c> (a crash of Redis), <c>none</c> (nothing), <c>unknown</c>.</summary>
    public string Durability => _safety.Durability;

    /// <inheritdoc/>
    public IReadOnlyList<LogWarning> Warnings => _safety.Warnings;

    /// <summary>Opens the log of a registry that <c>creditq log init</c> has made.</summary>
    /// <param name="options">Addresses, registry, deadlines.</param>
    /// <param name="keyCheck">The registry key's check value, compared with the header's.</param>
    /// <param name="timeProvider">The clock of deadlines and pauses; log time is that of Redis.</param>
    /// <param name="logger">Receives connections made and lost.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChangeLogUnavailableException">Redis cannot be reached now, or refuses the password.</exception>
    /// <exception cref="LogNotInitialisedException">Redis holds no log of this registry.</exception>
    /// <exception cref="RegistryKeyMismatchException">The log was made with another registry key.</exception>
    /// <exception cref="UpgradeNeededException">The log has a higher format.</exception>
    /// <exception cref="LogUnusableException">Redis may throw the log away, or what is there is no log.</exception>
    public static Task<RedisChangeLog> OpenAsync(
        ChangeLogOptions options, ReadOnlyMemory<byte> keyCheck, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OpenAsync(new RedisSettings(options.Redis, options.MaxPendingBytes, keyCheck, timeProvider, logger), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AppendReceipt> AppendAsync(
        ReadOnlyMemory<byte> payload, ChangeId changeId, string author, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(author);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, IChangeLog.MaxPayloadBytes, nameof(payload));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(author), IChangeLog.MaxAuthorBytes, nameof(author));
        cancellationToken.ThrowIfCancellationRequested();

        var time = _settings.Time;
        var deadline = time.GetTimestamp() + (long)(_settings.Options.AppendTimeout.TotalSeconds * time.TimestampFrequency);
        var append = new RedisAppend(payload, changeId, author, deadline, cancellationToken);
        _pump.Enqueue(append);
        return new ValueTask<AppendReceipt>(append.Task);
    }

    /// <inheritdoc/>
    public IChangeLogReader Follow(ulong afterRevision, ChainValue? afterChain = null) => new RedisLogReader(_parts, afterRevision, afterChain);

    /// <inheritdoc/>
    public ValueTask<LogPoll> PollHeadAsync(CancellationToken cancellationToken) => PollAsync(passing: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogPoll> PassAsync(DateTimeOffset instant, CancellationToken cancellationToken) => PollAsync(instant, cancellationToken);

    /// <inheritdoc/>
    public void TruncateBefore(ulong revision) => TruncateBefore(revision, DateTimeOffset.MaxValue);

    /// <inheritdoc/>
    public void TruncateBefore(ulong revision, DateTimeOffset recordedBefore) => _trim.TruncateBefore(new TrimBound(revision, recordedBefore));

    /// <summary>Sends what waits, for at most a second, and closes the connection; readers then end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _trim.DisposeAsync();
        await _pump.DisposeAsync();
        _parts.Feed.Close();
        await _parts.Link.DisposeAsync();
    }

    /// <summary>Opens the log with given settings; tests bring an append script of their own.</summary>
    internal static async Task<RedisChangeLog> OpenAsync(RedisSettings settings, CancellationToken cancellationToken)
    {
        var log = new RedisChangeLog(settings);
        try
        {
            var server = await log._parts.Link.StartAsync(cancellationToken);
            await RedisDurability.RequireKeptAsync(server, cancellationToken);
            var reply = await log._parts.Calls.PollAsync(server, cancellationToken);
            log.RequireKey(server, reply);
            settings.Epoch = reply.Epoch;
            log._parts.Known.Polled(0, reply);
            Log.RedisLogOpened(settings.Logger, server.Where, reply.Epoch, reply.Head.Revision, log.Durability);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<LogPoll> PollAsync(DateTimeOffset? passing, CancellationToken cancellationToken)
    {
        var server = _parts.Link.Require();
        var before = Head.Revision;
        var reply = await _parts.Calls.PollAsync(server, passing, cancellationToken);
        RequireKey(server, reply);
        if (reply.Epoch == Epoch && _parts.Known.Polled(before, reply))
        {
            _parts.Feed.Wake(atOnce: false);
        }

        return new LogPoll(reply.Epoch, reply.Head, reply.Time) { NotBefore = reply.NotBefore };
    }

    private void RequireKey(RedisServer server, in HeadReply reply)
    {
        if (reply.KeyCheck != _settings.KeyCheck)
        {
            throw new RegistryKeyMismatchException(server.Where);
        }
    }

    private async Task PrepareAsync(RedisServer server, CancellationToken cancellationToken)
    {
        await server.SubscribeAsync(_settings.Keys.Events, _parts.Feed.Push, cancellationToken);
        var before = _safety;
        _safety = await RedisDurability.ReadAsync(server, cancellationToken);
        foreach (var warning in _safety.Warnings.Except(before.Warnings))
        {
            Log.RedisUnsafe(_settings.Logger, server.Where, warning.Text, warning.Help);
        }

        LogFailpoints.At(LogFailpoint.Connected);

        // What was pushed while nobody listened stands in the stream; and the stream may be another one now.
        _parts.Feed.Wake(atOnce: true);
    }

    private void Appended(LogHead head)
    {
        if (_parts.Known.Raise(head))
        {
            _parts.Feed.Wake(atOnce: false);
        }
    }
}
