using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>A subscriber of a history: keeps all it received, and resumes with its newest token wherever it is connected next.</summary>
internal sealed class HistorySubscriber(WatchFilter filter, Func<StatusEvent, bool> isWanted, bool merges = false)
{
    private readonly Lock _gate = new();
    private readonly List<WatchResponse> _received = [];
    private CancellationTokenSource? _connection;
    private Task _reading = Task.CompletedTask;
    private ByteString _token = ByteString.Empty;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WatchFilter Filter => filter;

    public Func<StatusEvent, bool> IsWanted => isWanted;

    public bool Merges => merges;

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

    public void Connect(NodeHost node)
    {
        DropUnfinished();
        var request = new WatchRequest { Mode = WatchMode.FromNow, Filter = filter, Coalesce = merges, ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)) };
        if (!_token.IsEmpty)
        {
            (request.Mode, request.ResumeToken) = (WatchMode.FromToken, _token);
        }

        _connection = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _reading = ReadAsync(new StatusWatchService.StatusWatchServiceClient(node.QueryChannel), request, _connection.Token);
    }

    /// <summary>Drops the connection in the middle of whatever comes.</summary>
    public async Task DisconnectAsync()
    {
        if (_connection is { } connection)
        {
            await connection.CancelAsync();
            await _reading;
            connection.Dispose();
            _connection = null;
        }
    }

    /// <summary>Waits for the server to end the stream.</summary>
    public Task EndedAsync() => _reading.WaitAsync(NodeHost.Patience);

    /// <summary>Waits until something like this was received.</summary>
    public async Task WaitForAsync(Func<WatchResponse, bool> wanted)
    {
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                if (_received.Exists(response => wanted(response)))
                {
                    return;
                }

                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        }
    }

    private async Task ReadAsync(StatusWatchService.StatusWatchServiceClient watches, WatchRequest request, CancellationToken token)
    {
        try
        {
            using var call = watches.Watch(request, cancellationToken: token);
            await foreach (var response in call.ResponseStream.ReadAllAsync(token))
            {
                Keep(response);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException || (fault is RpcException { StatusCode: StatusCode.Cancelled or StatusCode.Unavailable }))
        {
            // Dropped, by the test or by the node's end; the history connects again.
        }
    }

    // What came after the newest token comes again.
    private void DropUnfinished()
    {
        lock (_gate)
        {
            var last = _received.FindLastIndex(static response => TokenOf(response) is { IsEmpty: false });
            _received.RemoveRange(last + 1, _received.Count - last - 1);
        }
    }

    private static ByteString? TokenOf(WatchResponse response) => response.Event?.Token ?? response.Progress?.Token ?? response.GoingAway?.Token;

    private void Keep(WatchResponse response)
    {
        lock (_gate)
        {
            _received.Add(response);
            _token = TokenOf(response) is { IsEmpty: false } token ? token : _token;
            _arrived.TrySetResult();
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
