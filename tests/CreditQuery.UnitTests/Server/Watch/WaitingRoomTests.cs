using System.Diagnostics;
using CreditQuery.Server.Watch;

namespace CreditQuery.UnitTests.Server.Watch;

public sealed class WaitingRoomTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HandTime _time = new();
    private readonly WaitingRoom _room;

    public WaitingRoomTests() => _room = new WaitingRoom(_time);

    public void Dispose() => _room.Dispose();

    [Fact]
    public async Task Wake_ManyWait_AllAreWokenOnce()
    {
        Seat[] seats = [.. Enumerable.Range(0, 1_000).Select(_ => _room.Enter(TimeSpan.FromHours(1)))];
        var seen = _room.Moved;
        var waits = seats.Select(seat => _room.WaitAsync(seat, seen).AsTask()).ToArray();
        Assert.DoesNotContain(waits, static wait => wait.IsCompleted);

        _room.Wake();

        Assert.All(await Task.WhenAll(waits).WaitAsync(Patience, TestContext.Current.CancellationToken), Assert.True);
        var next = _room.WaitAsync(seats[0], _room.Moved);
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task WaitAsync_ToldSinceTheLook_DoesNotWait()
    {
        var seat = _room.Enter(TimeSpan.FromHours(1));
        var seen = _room.Moved;
        _room.Wake();

        Assert.True(await _room.WaitAsync(seat, seen).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WaitAsync_Silence_EndsItForThoseWhoBearNoMore()
    {
        var (patient, impatient) = (_room.Enter(WaitingRoom.Tick * 5), _room.Enter(WaitingRoom.Tick * 2));
        var (first, second) = (_room.WaitAsync(patient, _room.Moved).AsTask(), _room.WaitAsync(impatient, _room.Moved).AsTask());

        _time.Tick();
        _time.Tick();

        Assert.False(await second.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.False(first.IsCompleted);
        for (var n = 0; n < 3; n++)
        {
            _time.Tick();
        }

        Assert.False(await first.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TryWake_CallEnds_WakesThatOneAlone()
    {
        var (one, other) = (_room.Enter(TimeSpan.FromHours(1)), _room.Enter(TimeSpan.FromHours(1)));
        var (first, second) = (_room.WaitAsync(one, _room.Moved).AsTask(), _room.WaitAsync(other, _room.Moved).AsTask());

        one.TryWake(hasMoved: true);

        Assert.True(await first.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Wake_Many_GoOnWhereTheyAreWokenUntilTheirTurnHasLasted()
    {
        // The third does a lot.
        const int Slow = 2;
        var within = new bool[10];
        var subscribers = Enumerable.Range(0, within.Length).Select(async n =>
        {
            await _room.WaitAsync(_room.Enter(TimeSpan.FromHours(1)), _room.Moved);
            within[n] = new StackTrace().GetFrames().Any(static frame => frame.GetMethod()?.DeclaringType == typeof(WaitingRoom));
            _time.Pass(n == Slow ? TimeSpan.FromMilliseconds(2) : TimeSpan.Zero);
        }).ToArray();

        _room.Wake();

        await Task.WhenAll(subscribers).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, within.Length).Select(static n => n <= Slow), within);
    }

    [Fact]
    public async Task Wake_AgainWhileTheFirstOnesGoOn_WakesNobodyForNothing()
    {
        var (one, other) = (_room.Enter(TimeSpan.FromHours(1)), _room.Enter(TimeSpan.FromHours(1)));
        using var waitsAgain = new ManualResetEventSlim();
        Task<bool>? second = null;
        var first = GoOnForLongAsync(_room.WaitAsync(one, _room.Moved));
        var both = WaitTwiceAsync(_room.WaitAsync(other, _room.Moved));

        _room.Wake();

        await Task.WhenAll(first, both).WaitAsync(Patience, TestContext.Current.CancellationToken);
        for (var turns = 0; turns < 1_000; turns++)
        {
            await Task.Yield();
        }

        Assert.False(second!.IsCompleted);

        // The next pass has another thread, which comes to the second subscriber before this one does.
        async Task GoOnForLongAsync(ValueTask<bool> wait)
        {
            await wait;
            _room.Wake();
            Assert.True(waitsAgain.Wait(Patience));
        }

        async Task WaitTwiceAsync(ValueTask<bool> wait)
        {
            Assert.True(await wait);
            second = _room.WaitAsync(other, _room.Moved).AsTask();
            waitsAgain.Set();
        }
    }

    [Fact]
    public async Task Wake_SubscriberThatFails_FailsAlone()
    {
        var subscribers = Enumerable.Range(0, 5).Select(async n =>
        {
            await _room.WaitAsync(_room.Enter(TimeSpan.FromHours(1)), _room.Moved);
            return n == 1 ? throw new InvalidOperationException("no") : n;
        }).ToArray();

        _room.Wake();

        await Assert.ThrowsAsync<InvalidOperationException>(() => subscribers[1].WaitAsync(Patience, TestContext.Current.CancellationToken));
        var others = await Task.WhenAll(subscribers.Where(static (_, n) => n != 1)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal([0, 2, 3, 4], others);
    }

    [Fact]
    public void Leave_ThenEnter_TakesTheFreeSeat()
    {
        Seat[] seats = [.. Enumerable.Range(0, 100).Select(_ => _room.Enter(TimeSpan.FromSeconds(1)))];

        Array.ForEach(seats, _room.Leave);

        Assert.All(Enumerable.Range(0, 100).Select(_ => _room.Enter(TimeSpan.FromSeconds(1))), static seat => Assert.InRange(seat.Number, 0, 127));
    }

    [Fact]
    public async Task Wake_WhileManyComeGoAndWait_NobodyIsLeftWaiting()
    {
        using var enough = new CancellationTokenSource();
        var woken = 0;
        var subscribers = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var random = new Random(n);
            while (!enough.IsCancellationRequested)
            {
                var seat = _room.Enter(TimeSpan.FromHours(1));
                for (var waits = random.Next(1, 20); waits > 0; waits--)
                {
                    await _room.WaitAsync(seat, _room.Moved);
                    Interlocked.Increment(ref woken);
                }

                _room.Leave(seat);
            }
        })).ToArray();

        while (Volatile.Read(ref woken) < 20_000)
        {
            _room.Wake();
            await Task.Yield();
        }

        await enough.CancelAsync();
        while (!Array.TrueForAll(subscribers, static subscriber => subscriber.IsCompleted))
        {
            _room.Wake();
            await Task.Yield();
        }

        await Task.WhenAll(subscribers);
    }

    /// <summary>Time that passes, and whose one timer ticks, by hand.</summary>
    private sealed class HandTime : TimeProvider
    {
        private Action? _tick;
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Tick() => _tick?.Invoke();

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return new HandTimer();
        }

        private sealed class HandTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
