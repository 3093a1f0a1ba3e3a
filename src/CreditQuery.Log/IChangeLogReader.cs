namespace CreditQuery.Log;

/// <summary>Reads the events of a change log in order, only durable ones; waits at the head.</summary>
/// <remarks>
/// Read as a channel is read: <c>while (await WaitToReadAsync(token)) { while (TryRead(out var e)) { … } }</c>. One caller at a time.
/// Only the wait is asynchronous, so replay costs no hop per event.
/// </remarks>
public interface IChangeLogReader : IDisposable
{
    /// <summary>Revision of the event read last; at first the revision the reader was opened after.</summary>
    ulong Position { get; }

    /// <summary>Waits until at least one more event can be read, and frees the events read before.</summary>
    /// <returns>False if the log is closed and everything in it has been read.</returns>
    /// <exception cref="ChangeLogCorruptException">The next event is damaged, missing or does not continue the chain.</exception>
    /// <exception cref="RevisionTrimmedException">The next event was trimmed away meanwhile.</exception>
    /// <exception cref="LogDivergedException">A shared log no longer holds what was read: it ends before it, or goes on from another history.</exception>
    /// <exception cref="UpgradeNeededException">The next event has a higher format.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the reader can go on.</exception>
    ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken);

    /// <summary>Reads the next event if it has already been fetched.</summary>
    /// <returns>False if none is at hand: wait.</returns>
    /// <exception cref="ChangeLogCorruptException">The next event is damaged or does not continue the chain.</exception>
    /// <exception cref="UpgradeNeededException">The next event has a higher format.</exception>
    bool TryRead(out ChangeLogEvent next);
}
