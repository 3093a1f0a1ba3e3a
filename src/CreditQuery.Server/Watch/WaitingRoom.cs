using System.Buffers;
using CreditQuery.GrpcHosting;

namespace CreditQuery.Server.Watch;

/// <summary>Where subscribers wait: all are woken when something is told, each after the silence that it bears.</summary>
/// <remarks>Thread-safe. They are woken some at a time, so that a check that comes in between waits for a few of them and not for ten thousand; those go on one after the other
/// on one thread, and what they write goes out together. One timer counts everybody's silence. Source: ADR 0027 and 0031.</remarks>
/// <param name="time">Counts silence, and turns.</param>
internal sealed class WaitingRoom(TimeProvider time) : IDisposable, IThreadPoolWorkItem
{
    /// <summary>How exactly silence is counted.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    // What these write, some 35 kB for one change, the transport takes at once: with twice as many the median of a thousand heard of it a millisecond later (ADR 0031).
    private const int WokenAtOnce = 32;
    private const int LeastSeats = 64;

    // What one thread does for those it wakes before others have their turn; it takes a tenth where each is told of one change.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = [];
    private Seat?[] _seats = [];
    private ITimer? _timer;
    private long _moved;
    private long _ticks;
    private int _next;
    private bool _isWaking;
    private bool _onceMore;

    /// <summary>Rises whenever something is told; to be read before looking for what is there.</summary>
    public long Moved => Volatile.Read(ref _moved);

    private long Ticks => Volatile.Read(ref _ticks);

    /// <summary>Takes a seat.</summary>
    /// <param name="silence">How long it waits for a sign.</param>
    /// <returns>The seat; <see cref="Leave"/> gives it back.</returns>
    public Seat Enter(TimeSpan silence)
    {
        lock (_gate)
        {
            _timer ??= time.CreateTimer(static room => ((WaitingRoom)room!).Count(), this, Tick, Tick);
            if (!_free.TryPop(out var number))
            {
                number = _seats.Length;
                Array.Resize(ref _seats, Math.Max(LeastSeats, 2 * number));
                for (var free = _seats.Length - 1; free > number; free--)
                {
                    _free.Push(free);
                }
            }

            var seat = _seats[number] = new Seat(number, (long)Math.Ceiling(silence / Tick));
            seat.Speak(Ticks);
            return seat;
        }
    }

    /// <summary>Gives a seat back.</summary>
    /// <param name="seat">The seat.</param>
    public void Leave(Seat seat)
    {
        lock (_gate)
        {
            _seats[seat.Number] = null;
            _free.Push(seat.Number);
        }
    }

    /// <summary>Waits until something is told after a moment, or the silence has lasted.</summary>
    /// <param name="seat">The seat.</param>
    /// <param name="seen">What <see cref="Moved"/> said at that moment.</param>
    /// <returns>False after silence.</returns>
    public ValueTask<bool> WaitAsync(Seat seat, long seen)
    {
        var waiting = seat.Wait(seen);

        // What was told in between has woken those who waited by then.
        if (Moved != seen)
        {
            seat.TryWake(hasMoved: true);
        }

        return waiting;
    }

    /// <summary>Notes that something was sent: silence begins anew. Being woken for what a subscriber does not want ends none.</summary>
    /// <param name="seat">The subscriber's seat.</param>
    public void Speak(Seat seat) => seat.Speak(Ticks);

    /// <summary>Nothing was sent for as long as a subscriber bears.</summary>
    /// <param name="seat">Its seat.</param>
    public bool IsSilent(Seat seat) => seat.IsSilent(Ticks);

    /// <summary>Wakes everybody, soon.</summary>
    public void Wake()
    {
        Interlocked.Increment(ref _moved);
        StartWaking();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    void IThreadPoolWorkItem.Execute()
    {
        var seats = ArrayPool<Seat>.Shared.Rent(WokenAtOnce);
        var count = Take(seats, out var goesOn);
        if (goesOn)
        {
            // Before these go on: where there is another thread, it takes the next ones meanwhile.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Wake(seats.AsSpan(0, count));
        ArrayPool<Seat>.Shared.Return(seats, clearArray: true);
    }

    // The next ones that have something to hear. One thread at a time takes them.
    private int Take(Seat[] seats, out bool goesOn)
    {
        var count = 0;
        lock (_gate)
        {
            for (; _next < _seats.Length && count < WokenAtOnce; _next++)
            {
                if (_seats[_next] is { } seat && (seat.IsBehind(_moved) || seat.IsDue(_ticks)))
                {
                    seats[count++] = seat;
                }
            }

            if (_next == _seats.Length)
            {
                (_next, _isWaking, _onceMore) = (0, _onceMore, false);
            }

            goesOn = _isWaking;
        }

        return count;
    }

    private void Wake(ReadOnlySpan<Seat> seats)
    {
        var began = time.GetTimestamp();
        using var together = new GatheredFlushes();
        foreach (var seat in seats)
        {
            // The next pass may have begun on another thread and woken it already: then it waits for something else.
            var hasMoved = seat.IsBehind(Moved);
            if (hasMoved || seat.IsDue(Ticks))
            {
                seat.TryWake(hasMoved, isHere: time.GetElapsedTime(began) < LongestTurn);
            }
        }
    }

    private void Count()
    {
        var now = Interlocked.Increment(ref _ticks);
        lock (_gate)
        {
            if (!Array.Exists(_seats, seat => seat?.IsDue(now) == true))
            {
                return;
            }
        }

        StartWaking();
    }

    private void StartWaking()
    {
        lock (_gate)
        {
            if (_isWaking)
            {
                _onceMore = true;
                return;
            }

            _isWaking = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
