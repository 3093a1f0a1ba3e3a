namespace CreditQuery.Log.Redis;

/// <summary>Wakes a reader that waits; remembers one call that came before.</summary>
/// <remarks>Thread-safe for many who set and one who waits.</remarks>
internal sealed class ReaderSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _waiter = NewWaiter();
    private bool _isAtOnce;

    /// <summary>Wakes.</summary>
    /// <param name="atOnce">The stream is to be read without waiting for a push.</param>
    public void Set(bool atOnce)
    {
        lock (_gate)
        {
            _isAtOnce |= atOnce;
            _waiter.TrySetResult();
        }
    }

    /// <summary>Whether the stream is to be read; asking forgets it.</summary>
    public bool TakeAtOnce()
    {
        lock (_gate)
        {
            var atOnce = _isAtOnce;
            _isAtOnce = false;
            return atOnce;
        }
    }

    /// <summary>Waits for a call, or for so long.</summary>
    /// <returns>False if the time is over.</returns>
    public async ValueTask<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Task waiting;
        lock (_gate)
        {
            waiting = _waiter.Task;
        }

        if (!waiting.IsCompleted)
        {
            try
            {
                await waiting.WaitAsync(atMost, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        lock (_gate)
        {
            _waiter = NewWaiter();
        }

        return true;
    }

    private static TaskCompletionSource NewWaiter() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
