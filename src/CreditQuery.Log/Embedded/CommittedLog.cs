namespace CreditQuery.Log.Embedded;

/// <summary>Holds the newest picture of what is durable, and tells who waits that there is a newer one.</summary>
/// <remarks>Thread-safe: the writer and the trimmer replace the picture, readers take it without a lock.</remarks>
internal sealed class CommittedLog(CommittedState first)
{
    private readonly Lock _gate = new();
    private volatile CommittedState _current = first;
    private volatile TaskCompletionSource _next = NewSignal();

    /// <summary>The newest picture.</summary>
    public CommittedState Current => _current;

    /// <summary>Completes when a newer picture is there. Take it before looking at <see cref="Current"/>, and nothing is missed.</summary>
    public Task Next => _next.Task;

    /// <summary>Replaces the picture.</summary>
    public void Update(Func<CommittedState, CommittedState> change)
    {
        TaskCompletionSource superseded;
        lock (_gate)
        {
            _current = change(_current);
            superseded = _next;
            _next = NewSignal();
        }

        superseded.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
