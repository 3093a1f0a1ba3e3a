using System.Globalization;
using Grpc.Core;

namespace Grpc.Client;

/// <summary>Makes further attempts until one brings response headers or none may follow. Source: gRFC A6.</summary>
internal sealed class AttemptLoop
{
    private const string PushbackTrailer = "grpc-retry-pushback-ms";

    // For streams to come free; their number is the server's to choose.
    private static readonly TimeSpan FirstStreamWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestStreamWait = TimeSpan.FromMilliseconds(100);

    private readonly ClientCall _call;
    private readonly RetryRule? _rule;
    private readonly RetryThrottle? _throttle;
    private Backoff? _retryBackoff;
    private Backoff? _connectBackoff;
    private Backoff? _streamBackoff;
    private int _attempts;
    private bool _wasRefused;

    public AttemptLoop(ClientCall call)
    {
        _call = call;
        _rule = call.Info.Retry;
        _throttle = call.Channel.Throttle;
    }

    /// <summary>Goes on after the first attempt has failed.</summary>
    /// <returns>True when the response can be read; false when the call has ended.</returns>
    public async Task<bool> GoOnAsync(AttemptFailure failure)
    {
        while (true)
        {
            if (WaitBefore(failure) is not { } wait)
            {
                var isEmptySuccess = failure.Status.StatusCode == StatusCode.OK && _call.NeedsMessage;
                _call.Finish(isEmptySuccess ? ResponseStatusReader.NoMessage : failure.Status, failure.Trailers);
                return false;
            }

            Log.Retrying(_call.Channel.Logger, _call.Method.FullName, failure.Status.StatusCode, wait);
            if (wait > TimeSpan.Zero && !await WaitAsync(wait))
            {
                return false;
            }

            if (await Attempt.SendAsync(_call, _attempts) is not { } next)
            {
                return true;
            }

            failure = next;
        }
    }

    private async Task<bool> WaitAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, _call.Channel.Time, _call.CancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            _call.Finish(_call.CancelReason ?? Status.DefaultCancelled, Metadata.Empty);
            return false;
        }
    }

    /// <summary>How long to wait before the next attempt; null when there is none.</summary>
    private TimeSpan? WaitBefore(AttemptFailure failure)
    {
        if (_call.CancelReason is not null || !_call.CanReplay)
        {
            return null;
        }

        if (failure.Reach == AttemptReach.NotConnected && _call.Options.IsWaitForReady)
        {
            var options = _call.Channel.Options;
            _connectBackoff ??= new Backoff(options.InitialReconnectBackoff, options.MaxReconnectBackoff);
            return _connectBackoff.Next();
        }

        if (failure.Reach == AttemptReach.Unsent)
        {
            return (_streamBackoff ??= new Backoff(FirstStreamWait, LongestStreamWait)).Next();
        }

        // Transparent: the server never saw the call, so no policy is needed, but once only.
        if (failure.Reach == AttemptReach.Refused && !_wasRefused)
        {
            _wasRefused = true;
            return TimeSpan.Zero;
        }

        return failure.Status.StatusCode == StatusCode.OK ? null : WaitByPolicy(failure);
    }

    private TimeSpan? WaitByPolicy(AttemptFailure failure)
    {
        if (_rule is null || !_rule.Covers(failure.Status.StatusCode))
        {
            return null;
        }

        _throttle?.Failed();
        _attempts++;
        var pushback = failure.Trailers.GetValue(PushbackTrailer);
        if (_attempts >= _rule.MaxAttempts || _throttle is { IsActive: true })
        {
            return null;
        }

        _retryBackoff ??= new Backoff(_rule.InitialBackoff, _rule.MaxBackoff, _rule.Multiplier);
        if (pushback is null)
        {
            return _retryBackoff.Next();
        }

        _retryBackoff.Reset();
        return int.TryParse(pushback, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
    }
}
