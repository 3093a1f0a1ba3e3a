using Grpc.Core;

namespace Grpc.Client;

/// <summary>What ends a call from this side: deadline, token of the caller, parent call.</summary>
internal static class CallLimits
{
    // A timer takes less than 2^32 ms; longer waits go in steps.
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(24);

    /// <summary>The earlier of the call's own deadline and that of its parent; null for never.</summary>
    /// <exception cref="InvalidOperationException">The deadline is not UTC.</exception>
    public static DateTime? DeadlineOf(CallOptions options)
    {
        var deadline = options.Deadline;
        if (deadline is { Kind: not DateTimeKind.Utc } local && local != DateTime.MaxValue && local != DateTime.MinValue)
        {
            throw new InvalidOperationException("Deadline must have a kind DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
        }

        var inherited = options.PropagationToken?.Deadline;
        var earlier = inherited < (deadline ?? DateTime.MaxValue) ? inherited : deadline;
        return earlier == DateTime.MaxValue ? null : earlier;
    }

    /// <summary>How long the timer of a deadline waits, whole milliseconds rounded up: it may not fire early.</summary>
    public static TimeSpan NextStep(DateTime deadline, TimeProvider time)
    {
        var left = deadline - time.GetUtcNow().UtcDateTime;
        return TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp(left.TotalMilliseconds, 0, LongestStep.TotalMilliseconds)));
    }

    /// <summary>Cancels the call with the caller's token.</summary>
    public static CancellationTokenRegistration RegisterCaller(ClientCall call) => call.Options.CancellationToken.UnsafeRegister(
        static call => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")), call);

    /// <summary>Cancels the call with its parent, if it has one.</summary>
    public static CancellationTokenRegistration RegisterParent(ClientCall call) => call.Options.PropagationToken is not { } parent
        ? default
        : parent.CancellationToken.UnsafeRegister(
            static call => ((ClientCall)call!).Cancel(new Status(StatusCode.Cancelled, "Parent call canceled.")), call);
}
