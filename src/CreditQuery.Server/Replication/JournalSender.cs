using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Log;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.Server.Replication;

/// <summary>Sends the end of the journal to a peer, once it is proved that both nodes are of one history.</summary>
/// <remarks>Source: ADR 0030.</remarks>
internal sealed class JournalSender(StatusFeed feed, TransferRate rate, ILogger<JournalSender> logger)
{
    private const int BlockBytes = 1 << 20;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Sends head and frames.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="responses">Takes the messages.</param>
    /// <param name="aborted">The caller is gone.</param>
    /// <param name="stop">Ends it between two messages.</param>
    /// <exception cref="CallException">A field is wrong, the log or its history is another one, this node is behind, or the frames are gone meanwhile.</exception>
    public async Task SendAsync(NodeParts parts, JournalRequest request, IServerStreamWriter<JournalResponse> responses, CancellationToken aborted, CancellationToken stop)
    {
        // Before the proof: what a journal holds that was there already, is of the history that is proved.
        var journal = feed.Journal ?? throw NotReady("This node is being loaded.");
        var through = await ProveAsync(parts, request, stop);
        var tail = await FindAsync(journal, through, (long)Math.Min(request.MostBytes, long.MaxValue));
        var head = new JournalHead { AfterRevision = tail.After.Revision, AfterDay = tail.After.Day, Bytes = (ulong)tail.Bytes };
        await responses.WriteAsync(new JournalResponse { Head = head }, aborted);
        logger.JournalServed(through.Revision, tail.After.Revision, tail.Bytes);
        var buffer = new byte[Math.Min(BlockBytes, tail.Bytes)];
        foreach (var range in tail.Ranges)
        {
            for (var offset = range.From; offset < range.To; offset += buffer.Length)
            {
                var bytes = buffer.AsMemory(0, (int)Math.Min(buffer.Length, range.To - offset));
                await rate.WaitAsync(bytes.Length, stop);
                stop.ThrowIfCancellationRequested();
                tail.Read(range, offset, bytes.Span);
                var block = new JournalBlock { Frames = UnsafeByteOperations.UnsafeWrap(bytes), Checksum = Crc32C.Of(bytes.Span) };
                await responses.WriteAsync(new JournalResponse { Block = block }, aborted);
            }
        }
    }

    // It goes through up to two files: not on the thread of a call.
    private static async Task<JournalTail> FindAsync(StatusJournal journal, StatusPosition through, long mostBytes)
    {
        JournalTail? tail = null;
        await OwnThread.RunAsync(() => tail = JournalTail.Find(journal, through, mostBytes));
        return tail!;
    }

    private static CallException NotReady(string message) => new(ErrorReason.NotReady, message) { RetryAfter = RetryDelay };

    // The log continues what the caller has, and what this node has applied: both are of its one history.
    private async Task<StatusPosition> ProveAsync(NodeParts parts, JournalRequest request, CancellationToken cancellationToken)
    {
        Require(request);
        var (log, place) = (parts.Log, new StatusPosition(request.Revision, request.Day));
        if (request.Epoch != log.Epoch)
        {
            throw new CallException(ErrorReason.OtherEpoch, "This node follows another log than the one asked for.");
        }

        if (place > feed.Place)
        {
            throw NotReady($"This node has told everything up to revision {feed.Place.Revision} and is asked for {place.Revision}: try again when it has caught up.");
        }

        // What was applied before the poll, its head covers.
        var applied = parts.Index.Current;
        var poll = await log.PollHeadAsync(cancellationToken);
        if (poll.Epoch != log.Epoch)
        {
            throw new CallException(ErrorReason.OtherEpoch, "The log is another one than this node has applied.");
        }

        await LogProof.RequireAsync(log, poll.Head, applied.Revision, ChainValue.FromBytes(applied.Chain.Span), cancellationToken);
        await LogProof.RequireAsync(log, poll.Head, place.Revision, ChainValue.FromBytes(request.Chain.Span), cancellationToken);
        return place;
    }

    private static void Require(JournalRequest request)
    {
        var field = request switch
        {
            { Revision: 0 } => ("revision", "Revisions begin with 1."),
            { Chain.Length: not ChainValue.SizeBytes } => ("chain", $"A chain value has {ChainValue.SizeBytes} bytes."),
            { Day: < 0 } => ("day", "A day is counted from 0001-01-01."),
            { MostBytes: 0 } => ("most_bytes", "At least 1."),
            _ => default,
        };
        if (field != default)
        {
            throw CallException.OfField(field.Item1, ErrorReason.InvalidField, field.Item2);
        }
    }
}
