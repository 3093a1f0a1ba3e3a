using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Applying;

/// <summary>Checks that wait for a revision (at_least with wait), at most <see cref="LimitOptions.MaxWaiters"/>.</summary>
/// <remarks>Thread-safe; costs nothing while nobody waits.</remarks>
internal sealed class RevisionWaiters(IOptions<LimitOptions> limits, TimeProvider time)
{
    private readonly SortedDictionary<(ulong Revision, long Number), TaskCompletionSource> _waiting = [];
    private readonly Lock _lock = new();
    private readonly int _max = limits.Value.MaxWaiters;
    private long _number;

    /// <summary>Waits until a revision is applied.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="applied">Gives the revision applied.</param>
    /// <param name="wait">How long at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if it was not reached in time.</returns>
    /// <exception cref="CallException">Too many wait already (RESOURCE_EXHAUSTED).</exception>
    public async Task<bool> WaitAsync(ulong revision, Func<ulong> applied, TimeSpan wait, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (ulong, long) key;
        lock (_lock)
        {
            if (applied() >= revision)
            {
                return true;
            }

            if (_waiting.Count >= _max)
            {
                throw new CallException(ErrorReason.TooManyWaiters, "Too many checks wait for a revision.") { RetryAfter = wait };
            }

            key = (revision, _number++);
            _waiting.Add(key, waiter);
        }

        try
        {
            await waiter.Task.WaitAsync(wait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_lock)
            {
                _waiting.Remove(key);
            }
        }
    }

    /// <summary>Lets those go on whose revision is reached.</summary>
    /// <param name="revision">The revision applied.</param>
    public void Release(ulong revision)
    {
        lock (_lock)
        {
            while (_waiting.Count > 0 && _waiting.First() is var (key, waiter) && key.Revision <= revision)
            {
                _waiting.Remove(key);
                waiter.TrySetResult();
            }
        }
    }
}
