using System.Threading.Tasks.Sources;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The wait of whoever reads or writes a body, one at a time: it ends when there is something to go on with, or somebody cancels it.</summary>
/// <param name="wakesElsewhere">Who waits goes on on the thread pool: whoever wakes them holds a lock.</param>
/// <remarks>Under the lock of the body, unless a method says otherwise.</remarks>
internal sealed class BodyWait(bool wakesElsewhere)
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = wakesElsewhere };
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private bool _isPending;
    private bool _isTokenCancelled;

    /// <summary>Somebody waits and is not woken yet.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Somebody waits, or is woken and has not asked yet why. Needs no lock.</summary>
    public bool IsPending => Volatile.Read(ref _isPending);

    /// <summary>A read or flush, this one or the next, is to end without a result of its own.</summary>
    public bool IsCancelRequested { get; private set; }

    /// <summary>Begins to wait; <see cref="Watch"/> follows.</summary>
    public void Begin(CancellationToken token)
    {
        _source.Reset();
        _token = token;
        IsWaiting = true;
        Volatile.Write(ref _isPending, true);
    }

    /// <summary>Lets the token end the wait. Without the lock, as the token may have fired.</summary>
    /// <param name="onCancelled">Given the body.</param>
    /// <returns>The token of the value task.</returns>
    public short Watch(Action<object?> onCancelled, object body)
    {
        if (_token.CanBeCanceled)
        {
            _registration = _token.UnsafeRegister(onCancelled, body);
        }

        return _source.Version;
    }

    /// <summary>Ends the wait, if somebody waits.</summary>
    /// <returns>True: <see cref="Wake"/> has to follow.</returns>
    public bool TryStop()
    {
        var isWaiting = IsWaiting;
        IsWaiting = false;
        return isWaiting;
    }

    /// <summary>Ends the wait because its token was cancelled.</summary>
    /// <returns>True: <see cref="Wake"/> has to follow.</returns>
    public bool TryStopByToken()
    {
        _isTokenCancelled = IsWaiting;
        return TryStop();
    }

    /// <summary>Ends the wait or, if there is none, the next one.</summary>
    /// <returns>True: <see cref="Wake"/> has to follow.</returns>
    public bool TryStopByRequest()
    {
        IsCancelRequested = true;
        return TryStop();
    }

    /// <summary>Says whether an end was requested, once.</summary>
    public bool TakeRequest()
    {
        var isRequested = IsCancelRequested;
        IsCancelRequested = false;
        return isRequested;
    }

    /// <summary>Lets go on who waited. Without the lock, unless they go on elsewhere.</summary>
    public void Wake() => _source.SetResult(true);

    /// <summary>Takes note that the wait is over; <see cref="End"/> follows. Without the lock, as the token may be firing.</summary>
    public void Unwatch(short token)
    {
        _source.GetResult(token);
        _registration.Dispose();
        _registration = default;
    }

    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public void End()
    {
        Volatile.Write(ref _isPending, false);
        if (_isTokenCancelled)
        {
            _isTokenCancelled = false;
            throw new OperationCanceledException(_token);
        }
    }

    /// <summary>Makes it ready for the next stream. Only when nobody waits.</summary>
    public void Reset() => IsCancelRequested = _isTokenCancelled = false;

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
