using CreditQuery.Client;
using CreditQuery.FunctionalTests.Grpc;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>A subscription over scripted nodes and a clock that the test moves.</summary>
internal sealed class SubscriptionBench : IAsyncDisposable
{
    private readonly List<SubscriptionState> _states = [];
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private IAsyncEnumerator<SubscriptionMessage>? _messages;

    public SubscriptionBench(Action<StatusSubscriptionOptions>? change = null, int nodes = 1)
    {
        var options = new StatusSubscriptionOptions { SaveInterval = TimeSpan.Zero };
        for (var i = 0; i < nodes; i++)
        {
            options.Addresses.Add(new Uri($"http://node-{i}:5080"));
        }

        change?.Invoke(options);
        Subscription = new StatusSubscription(options, Nodes.Open, Time, new Random(1));
        Subscription.StateChanged += _states.Add;
    }

    public ManualTime Time { get; } = new();

    public ScriptedNodes Nodes { get; } = new();

    public StatusSubscription Subscription { get; }

    public IReadOnlyList<SubscriptionState> States => _states;

    /// <summary>Asks for the next message; the one before is taken.</summary>
    public async Task<SubscriptionMessage> NextAsync()
    {
        _messages ??= Subscription.ReadAsync(_stop.Token).GetAsyncEnumerator(_stop.Token);
        Assert.True(await _messages.MoveNextAsync().AsTask().WaitAsync(NodeHost.Patience));
        return _messages.Current;
    }

    public async Task<StatusEvent> EventAsync() => Assert.IsType<StatusChanged>(await NextAsync()).Event;

    /// <summary>The next stream that is opened, while time goes on.</summary>
    public async Task<ScriptedStream> NextAfterDelayAsync()
    {
        var opening = Nodes.NextAsync();
        while (!opening.IsCompleted)
        {
            for (var i = 0; i < 200 && !opening.IsCompleted; i++)
            {
                await Task.Yield();
            }

            Time.Advance(opening.IsCompleted ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100));
        }

        return await opening;
    }

    /// <summary>Waits until a timer is set, then lets it fire.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        while (Time.PendingTimers == 0)
        {
            await Task.Yield();
        }

        Time.Advance(time);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_messages is not null)
        {
            try
            {
                await _messages.DisposeAsync();
            }
            catch (NotSupportedException)
            {
                // A test that leaves a read open.
            }
        }

        await Subscription.DisposeAsync();
        _stop.Dispose();
    }
}
