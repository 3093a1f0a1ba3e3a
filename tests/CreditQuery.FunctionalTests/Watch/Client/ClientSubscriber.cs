using CreditQuery.Client;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>A subscriber of a history by way of the client, which resumes by itself and verifies what it receives.</summary>
internal sealed class ClientSubscriber(WatchFilter filter, Func<StatusEvent, bool> isWanted, bool merges, params Uri[] addresses) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<WatchResponse> _received = [];
    private CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private ByteString _token = ByteString.Empty;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isLive;

    /// <summary>Certificates; by default none.</summary>
    public CreditQueryClientOptions Connection { get; init; } = new();

    public WatchFilter Filter => filter;

    public Func<StatusEvent, bool> IsWanted => isWanted;

    public bool Merges => merges;

    /// <summary>The token with which it began.</summary>
    public ByteString FirstToken { get; private set; } = ByteString.Empty;

    public IReadOnlyList<WatchResponse> Received
    {
        get
        {
            lock (_gate)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>Begins, and waits until a node tells what happens.</summary>
    public async Task StartAsync()
    {
        _reading = ReadAsync(_stop.Token);
        await WaitAsync(() => _isLive && !_token.IsEmpty);
        FirstToken = _token;
    }

    /// <summary>The program ends and is started again: nothing is left of it but its token.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        _stop = new CancellationTokenSource();
        _reading = ReadAsync(_stop.Token);
    }

    /// <summary>Waits for an event.</summary>
    public Task WaitForAsync(string entryId) => WaitAsync(() => _received.Exists(response => response.Event.EntryId == entryId));

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private async Task EndAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _reading.WaitAsync(NodeHost.Patience);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task WaitAsync(Func<bool> isSo)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (isSo())
                {
                    return;
                }

                moved = _moved.Task;
            }

            if (await Task.WhenAny(moved, _reading).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken) == _reading)
            {
                // It ends by itself only with a fault.
                await _reading;
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var options = new StatusSubscriptionOptions
        {
            Connection = Connection,
            Filter = filter,
            Coalesce = merges,
            VerifyStates = true,
            ProgressInterval = TimeSpan.FromMilliseconds(100),
            StaleAfterIntervals = 100,
            FirstDelay = TimeSpan.FromMilliseconds(20),
            LongestDelay = TimeSpan.FromMilliseconds(200),
            SaveInterval = TimeSpan.Zero,
            Tokens = new CallbackTokenStore(_ => new(_token), (token, _) => { Note(() => _token = token); return ValueTask.CompletedTask; }),
        };
        Array.ForEach(addresses, options.Addresses.Add);
        await using var subscription = new StatusSubscription(options);
        subscription.StateChanged += state => Note(() => _isLive = state == SubscriptionState.Live);
        await foreach (var message in subscription.ReadAsync(cancellationToken))
        {
            var told = Assert.IsType<StatusChanged>(message).Event;
            Note(() => _received.Add(new WatchResponse { Event = told }));
        }
    }

    private void Note(Action change)
    {
        lock (_gate)
        {
            change();
            _moved.TrySetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
