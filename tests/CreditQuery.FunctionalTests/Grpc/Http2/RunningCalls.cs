using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Counts the handlers that run.</summary>
internal sealed class RunningCalls
{
    private readonly Lock _lock = new();
    private int _running;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Most { get; private set; }

    public int All { get; private set; }

    /// <summary>Runs a handler until its call is cancelled.</summary>
    public Task UntilCancelledAsync(ServerCallContext context) => RunAsync(async () =>
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.CancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
    });

    public async Task RunAsync(Func<Task> handler)
    {
        Count(1);
        try
        {
            await handler();
        }
        finally
        {
            Count(-1);
        }
    }

    /// <summary>Waits until as many handlers run.</summary>
    public async Task WaitForAsync(int running)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_running == running)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    private void Count(int change)
    {
        lock (_lock)
        {
            _running += change;
            All += Math.Max(change, 0);
            Most = Math.Max(Most, _running);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
