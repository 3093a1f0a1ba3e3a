using CreditQuery.Log.Events;

namespace CreditQuery.Log.Redis;

/// <summary>Proves that what a reader knows is a part of the log: by the head if it stands there, else by the event itself or the one after it.</summary>
internal sealed class LogContinuity(RedisLogParts parts)
{
    /// <summary>Finds the place after a revision.</summary>
    /// <returns>The place; its time is the Unix epoch where it cannot be known.</returns>
    /// <exception cref="LogDivergedException">The log ends before it, has another chain value there, or is another log.</exception>
    /// <exception cref="RevisionTrimmedException">The next event was trimmed away.</exception>
    public async Task<LogHead> StartAsync(RedisServer server, ulong revision, ChainValue? chain, CancellationToken cancellationToken)
    {
        var reply = await PollAsync(server, revision, cancellationToken);
        RequireNext(revision, reply);
        var start = revision == reply.Head.Revision ? reply.Head
            : revision == 0 ? new LogHead(0, ChainHash.Genesis(reply.Epoch), DateTimeOffset.UnixEpoch)
            : await FindAsync(server, revision, cancellationToken);
        return chain is null || chain == start.Chain || LogFailpoints.IgnoresChains ? start : throw new LogDivergedException(revision, reply.Head.Revision);
    }

    /// <summary>Proves that a place is still one of the log.</summary>
    /// <exception cref="LogDivergedException">It is not.</exception>
    /// <exception cref="RevisionTrimmedException">The next event was trimmed away.</exception>
    public Task ProveAsync(RedisServer server, LogHead place, CancellationToken cancellationToken) =>
        StartAsync(server, place.Revision, place.Chain, cancellationToken);

    private static void RequireNext(ulong revision, in HeadReply reply)
    {
        if (revision + 1 < reply.Oldest)
        {
            throw new RevisionTrimmedException(revision + 1, reply.Oldest);
        }
    }

    private async Task<HeadReply> PollAsync(RedisServer server, ulong revision, CancellationToken cancellationToken)
    {
        var before = parts.Known.Head.Revision;
        try
        {
            var reply = await parts.Calls.PollAsync(server, cancellationToken);
            if (reply.Epoch != parts.Settings.Epoch || reply.Head.Revision < revision)
            {
                throw new LogDivergedException(revision, reply.Head.Revision);
            }

            parts.Known.Polled(before, reply);
            return reply;
        }
        catch (LogNotInitialisedException)
        {
            throw new LogDivergedException(revision, 0);
        }
    }

    private async Task<LogHead> FindAsync(RedisServer server, ulong revision, CancellationToken cancellationToken)
    {
        var found = await parts.Calls.ReadAsync(server, revision, 1, cancellationToken);
        if (found.Count == 0 || !TryPlace(found[0], out var before, out var revisionFound) || revisionFound < revision || revisionFound > revision + 1)
        {
            // Another node may have trimmed the log since the poll.
            RequireNext(revision, await PollAsync(server, revision, cancellationToken));
            throw new ChangeLogCorruptException(parts.Settings.Keys.Log, 0, revision, "the entry there is missing or no event");
        }

        if (revisionFound == revision + 1)
        {
            return before;
        }

        using var cursor = new EventCursor(before);
        var fault = cursor.TryPass(found[0], out _);
        return fault is null ? cursor.ToHead() : throw new ChangeLogCorruptException(parts.Settings.Keys.Log, 0, revision, fault);
    }

    // The place that an event continues, by its own word.
    private static bool TryPlace(byte[] raw, out LogHead before, out ulong revision)
    {
        before = default;
        revision = 0;
        if (!EventCodec.TryRead(raw, out var fields) || fields.Revision == 0)
        {
            return false;
        }

        revision = fields.Revision;
        before = new LogHead(fields.Revision - 1, ChainValue.FromBytes(fields.PreviousChain), DateTimeOffset.UnixEpoch);
        return true;
    }
}
