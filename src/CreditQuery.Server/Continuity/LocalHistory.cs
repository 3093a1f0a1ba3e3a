using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Continuity;

/// <summary>What this node keeps of a shared log: the raw events it applied, of seven days and back to its older checkpoint, and the orphans that came back.</summary>
/// <remarks>On the applying thread, or between sets. A disk that fails ends the keeping and not the applying: answers matter more than the evidence, and
/// the log has the events. The next checkpoint begins it anew.</remarks>
internal sealed class LocalHistory(EventTail tail, Orphans orphans, long mostBytes, ILogger logger) : IDisposable
{
    // As long as a change id is known: what is older could not be brought back by its id.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    private bool _isBroken;

    /// <summary>Begins where the index stands, unless the tail goes on from there.</summary>
    /// <param name="index">The index as loaded: a state of the log.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void StartAt(RegistrySnapshot index)
    {
        if (tail.Epoch != index.Epoch || tail.End.Revision < index.Revision || tail.Start.Revision > index.Revision)
        {
            tail.Begin(index.Epoch, PlaceOf(index));
        }
    }

    /// <summary>Keeps events that are about to be applied.</summary>
    /// <param name="events">The events, in order.</param>
    public void Keep(ReadOnlySpan<ChangeLogEvent> events)
    {
        if (!_isBroken)
        {
            Try(static (tail, events) => tail.Write(events), events);
        }
    }

    /// <summary>Notes that an event is applied: an orphan may be in the log again.</summary>
    /// <param name="id">Its change id.</param>
    public void Applied(ChangeId id)
    {
        try
        {
            orphans.Return(id);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It is listed once more after a restart, and bringing it back then changes nothing.
            logger.OrphanNotMarked(id.ToString(), fault);
        }
    }

    /// <summary>Makes what is kept durable and forgets what is old.</summary>
    /// <param name="index">The index, just after a checkpoint.</param>
    public void AfterCheckpoint(CreditIndex index)
    {
        var broken = _isBroken;
        _isBroken = false;
        var older = index.Checkpoints.Revisions is [_, .., var last] ? last : 0;
        var since = DateTimeOffset.FromUnixTimeMilliseconds(index.Current.RecordedAtMs) - KeptFor;
        Try(
            (tail, _) =>
            {
                if (broken)
                {
                    tail.Begin(index.Current.Epoch, PlaceOf(index.Current));
                }

                tail.Sync();
                tail.Trim(older + 1, since, mostBytes);
            },
            []);
    }

    /// <inheritdoc/>
    public void Dispose() => tail.Dispose();

    private static LogHead PlaceOf(RegistrySnapshot index) => new(
        index.Revision,
        index.Revision == 0 ? ChainValue.OfEpoch(index.Epoch) : ChainValue.FromBytes(index.Chain.Span),
        DateTimeOffset.FromUnixTimeMilliseconds(index.RecordedAtMs));

    private void Try(Action<EventTail, ReadOnlySpan<ChangeLogEvent>> write, ReadOnlySpan<ChangeLogEvent> events)
    {
        try
        {
            write(tail, events);
        }
        catch (InvalidOperationException fault)
        {
            // The log became another one between the comparison and now.
            throw new DivergedException(DivergenceKind.OtherHistory, "The change log goes on from another history than was kept here.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _isBroken = true;
            logger.TailFailed(tail.End.Revision, fault);
        }
    }
}
