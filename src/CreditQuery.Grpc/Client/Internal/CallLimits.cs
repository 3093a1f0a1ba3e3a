using Grpc.Core;

namespace Grpc.Client;

/// <summary>What ends a call from this side: deadline, token of the caller, parent call, disposal of the channel.</summary>
internal sealed class CallLimits : IDisposable
{
    // A timer takes less than 2^32 ms; longer waits go in steps.
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(24);

    private readonly ClientCall _call;
    private ITimer? _timer;
    private CancellationTokenRegistration _caller;
    private CancellationTokenRegistration _parent;
    private CancellationTokenRegistration _channel;

    /// <exception cref="InvalidOperationException">The deadline is not UTC.</exception>
    public CallLimits(ClientCall call)
    {
        _call = call;
        var deadline = call.Options.Deadline;
        if (deadline is { Kind: not DateTimeKind.Utc } local && local != DateTime.MaxValue && local != DateTime.MinValue)
        {
            throw new InvalidOperationException("Deadline must have a kind DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
        }

        var inherited = call.Options.PropagationToken?.Deadline;
        Deadline = inherited < (deadline ?? DateTime.MaxValue) ? inherited : deadline;
        if (Deadline == DateTime.MaxValue)
        {
            Deadline = null;
        }
    }

    public DateTime? Deadline { get; }

    public void Start()
    {
        _caller = _call.Options.CancellationToken.UnsafeRegister(
            static call => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")), _call);
        _channel = _call.Channel.Disposal.UnsafeRegister(
            static call => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "Channel disposed.")), _call);
        if (_call.Options.PropagationToken is { } parent)
        {
            _parent = parent.CancellationToken.UnsafeRegister(
                static call => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "Parent call canceled.")), _call);
        }

        if (Deadline is not null)
        {
            _timer = _call.Channel.Time.CreateTimer(
                static state => ((CallLimits)state!).OnTimer(),
                this,
                NextStep(),
                Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _caller.Unregister();
        _parent.Unregister();
        _channel.Unregister();
    }

    private void OnTimer()
    {
        if (_call.IsLate)
        {
            _call.Cancel(new Status(StatusCode.DeadlineExceeded, ""));
        }
        else
        {
            _timer?.Change(NextStep(), Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan NextStep()
    {
        var left = Deadline!.Value - _call.Channel.Time.GetUtcNow().UtcDateTime;
        return TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp(left.TotalMilliseconds, 0, LongestStep.TotalMilliseconds)));
    }
}
