using System.Threading.Tasks.Sources;

namespace CreditQuery.Server.Watch;

/// <summary>The place of one subscriber in the <see cref="WaitingRoom"/>; nothing is made for a wait.</summary>
/// <remarks>One wait at a time. Whoever comes first wakes: what is told, silence, the end of the call.</remarks>
/// <param name="number">Its number.</param>
/// <param name="silenceTicks">After so many ticks of the room in which nothing was sent it is woken all the same.</param>
internal sealed class Seat(int number, long silenceTicks) : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private long _seen;
    private long _dueAt;
    private int _isWaiting;

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>Silence begins anew.</summary>
    /// <param name="ticks">Ticks of the room so far.</param>
    public void Speak(long ticks) => Volatile.Write(ref _dueAt, ticks + silenceTicks);

    /// <summary>Begins to wait.</summary>
    /// <param name="seen">What the room had told.</param>
    public ValueTask<bool> Wait(long seen)
    {
        _core.Reset();
        Volatile.Write(ref _seen, seen);

        // A full fence: what the caller looks at next, it reads after others can see this.
        Interlocked.Exchange(ref _isWaiting, 1);
        return new ValueTask<bool>(this, _core.Version);
    }

    /// <summary>It waits, and something was told since it looked.</summary>
    /// <param name="moved">What the room has told.</param>
    public bool IsBehind(long moved) => Volatile.Read(ref _isWaiting) == 1 && Volatile.Read(ref _seen) != moved;

    /// <summary>It waits, and has waited long enough.</summary>
    /// <param name="ticks">Ticks of the room.</param>
    public bool IsDue(long ticks) => Volatile.Read(ref _isWaiting) == 1 && IsSilent(ticks);

    /// <summary>Silence has lasted long enough, whatever woke it meanwhile.</summary>
    /// <param name="ticks">Ticks of the room.</param>
    public bool IsSilent(long ticks) => ticks >= Volatile.Read(ref _dueAt);

    /// <summary>Wakes it if it waits.</summary>
    /// <param name="hasMoved">Something is there, or the call ends; false after silence.</param>
    /// <param name="isHere">It goes on here and now; else in its turn on the pool.</param>
    public void TryWake(bool hasMoved, bool isHere = false)
    {
        if (Interlocked.CompareExchange(ref _isWaiting, 0, 1) == 1)
        {
            _core.RunContinuationsAsynchronously = !isHere;
            _core.SetResult(hasMoved);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
