using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.Server;

/// <summary>Ends a call when its deadline passes.</summary>
internal sealed class ServerDeadline : IAsyncDisposable
{
    public static readonly Status Exceeded = new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    // A timer takes less than 2^32 ms; longer waits go in steps.
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(24);

    // How long the last bytes may take when the client reads nothing.
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(1);

    private readonly HttpServerCallContext _call;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly long _startedAt;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CancellationTokenRegistration _abortion;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private int _expired;

    public ServerDeadline(HttpServerCallContext call, TimeProvider time, TimeSpan timeout, long startedAt)
    {
        _call = call;
        _time = time;
        _timeout = timeout;
        _startedAt = startedAt;
        UtcDeadline = time.GetUtcNow().UtcDateTime + Left;
        CancellationToken = _cancellation.Token;
        _abortion = call.HttpContext.RequestAborted.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).Cancel(),
            _cancellation);
        _timer = time.CreateTimer(static state => ((ServerDeadline)state!).OnTimer(), this, NextStep(), Timeout.InfiniteTimeSpan);
    }

    public DateTime UtcDeadline { get; }

    public CancellationToken CancellationToken { get; }

    private TimeSpan Left => _timeout - _time.GetElapsedTime(_startedAt);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        if (Volatile.Read(ref _expired) != 0)
        {
            await _ended.Task;
        }

        await _abortion.DisposeAsync();
        _cancellation.Dispose();
    }

    // Timers count whole milliseconds and may fire early; the deadline may not.
    private TimeSpan NextStep() =>
        TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp(Left.TotalMilliseconds, 0, LongestStep.TotalMilliseconds)));

    private void OnTimer()
    {
        if (Left > TimeSpan.Zero)
        {
            _timer.Change(NextStep(), Timeout.InfiniteTimeSpan);
            return;
        }

        if (_call.TryEnd())
        {
            Volatile.Write(ref _expired, 1);
            _ = ExpireAsync();
        }
    }

    private async Task ExpireAsync()
    {
        try
        {
            var http = _call.HttpContext;
            Log.DeadlineExceeded(_call.Handler.Plan.Logger, _timeout, _call.Handler.Method.FullName);
            lock (_call.WriteGate)
            {
                _call.WriteStatus(Exceeded);
            }

            var cancelled = _cancellation.CancelAsync();
            var completion = http.Response.CompleteAsync();
            await Task.WhenAny(completion, Task.Delay(FlushTime, _time, CancellationToken.None));
            http.Features.Get<IHttpResetFeature>()?.Reset(GrpcProtocol.Http2Cancel);
            await cancelled;
        }
        catch (Exception failure)
        {
            // Nobody awaits a timer: the connection may be gone, the handler's callbacks may throw.
            Log.DeadlineFailed(_call.Handler.Plan.Logger, _call.Handler.Method.FullName, failure);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
