using System.Collections.Concurrent;
using CreditQuery.Index;
using CreditQuery.Log;

namespace CreditQuery.Server.Applying;

/// <summary>Callers that wait until this node has applied what they appended.</summary>
/// <remarks>Thread-safe. A caller registers before it appends, so an outcome is never missed; the applier looks up by change id.</remarks>
internal sealed class PendingChanges
{
    private readonly ConcurrentDictionary<ChangeId, TaskCompletionSource<AppliedSet>> _waiting = new();
    private Exception? _stopped;

    /// <summary>Registers a change set that is about to be appended.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Null if a set of this id is under way already: wait for that one first, then the index answers the duplicate.</returns>
    public Task<AppliedSet>? TryRegister(ChangeId id)
    {
        var waiter = new TaskCompletionSource<AppliedSet>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.TryAdd(id, waiter))
        {
            return null;
        }

        if (Volatile.Read(ref _stopped) is { } stopped)
        {
            waiter.TrySetException(stopped);
        }

        return waiter.Task;
    }

    /// <summary>Gives the task of a set that is under way; completed if there is none.</summary>
    /// <param name="id">Its id.</param>
    public Task UnderWay(ChangeId id) => _waiting.TryGetValue(id, out var waiter)
        ? waiter.Task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
        : Task.CompletedTask;

    /// <summary>Forgets a set: its caller has its outcome, or nothing was appended.</summary>
    /// <param name="id">Its id.</param>
    public void Forget(ChangeId id)
    {
        if (_waiting.TryRemove(id, out var waiter))
        {
            // Whoever waits for the id alone goes on; the caller itself no longer listens.
            waiter.TrySetCanceled();
        }
    }

    /// <summary>Tells the caller of a set what became of it.</summary>
    /// <param name="id">The set's id.</param>
    /// <param name="applied">The outcome.</param>
    public void Complete(ChangeId id, AppliedSet applied)
    {
        if (!_waiting.IsEmpty && _waiting.TryGetValue(id, out var waiter))
        {
            waiter.TrySetResult(applied);
        }
    }

    /// <summary>Fails everyone who waits, now and later: nothing more is applied.</summary>
    /// <param name="fault">Why.</param>
    public void Stop(Exception fault)
    {
        Volatile.Write(ref _stopped, fault);
        foreach (var waiter in _waiting.Values)
        {
            waiter.TrySetException(fault);
        }
    }
}
