using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>A subscriber of a history: keeps all it received, and resumes with its newest token wherever it is connected next, or at the same node when that could not serve it.</summary>
internal sealed class HistorySubscriber(WatchFilter filter, Func<StatusEvent, bool> isWanted, bool merges = false, bool resnapshots = false)
{
    private const int CodeBytes = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<WatchResponse> _received = [];
    private CancellationTokenSource? _connection;
    private Task _reading = Task.CompletedTask;
    private ByteString _token = ByteString.Empty;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isLeaving;
    private RpcException? _refused;
    private int _refusals;

    public WatchFilter Filter => filter;

    public Func<StatusEvent, bool> IsWanted => isWanted;

    public bool Merges => merges;

    /// <summary>It has a snapshot taken where its token is too old.</summary>
    public bool Resnapshots => resnapshots;

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

    public void Connect(NodeHost node) => Connect(new StatusWatchService.StatusWatchServiceClient(node.QueryChannel), goesOn: false);

    /// <summary>Connects to an address behind which nodes come and go.</summary>
    /// <param name="watches">The address.</param>
    /// <param name="goesOn">Where the node says that it goes, another stream is opened at once.</param>
    public void Connect(StatusWatchService.StatusWatchServiceClient watches, bool goesOn)
    {
        _isLeaving = false;
        _connection = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _reading = ReadAsync(watches, goesOn, _connection.Token);
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
    public async Task EndedAsync()
    {
        _isLeaving = true;
        await _reading.WaitAsync(NodeHost.Patience);
    }

    /// <summary>Waits until something like this was received.</summary>
    /// <param name="what">What it is, in words.</param>
    /// <param name="wanted">Tells it.</param>
    /// <param name="times">How often.</param>
    public Task WaitForAsync(string what, Func<WatchResponse, bool> wanted, int times = 1) => WaitAsync(what, () => _received.Count(response => wanted(response)) >= times);

    /// <summary>Waits until it would resume at a place or after it.</summary>
    public Task PassedAsync(StatusPosition place) => WaitAsync($"{place}", () => PlaceOf(_token) >= place);

    /// <summary>Where a token resumes.</summary>
    public static StatusPosition PlaceOf(ByteString token)
    {
        var content = ResumeToken.Parser.ParseFrom(token.Span[..^CodeBytes]);
        return new StatusPosition(content.Revision, content.Day);
    }

    private async Task WaitAsync(string what, Func<bool> isSo)
    {
        try
        {
            while (true)
            {
                Task arrived;
                lock (_gate)
                {
                    if (isSo())
                    {
                        return;
                    }

                    arrived = _arrived.Task;
                }

                await arrived.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
            }
        }
        catch (TimeoutException fault)
        {
            throw new TimeoutException(
                $"Filter {filter} waited for {what}; it {(_reading.IsCompleted ? "is connected no more" : "is connected")} and was refused {_refusals} times, last by {_refused?.Status}; "
                + $"the last it received of {_received.Count}: {_received.LastOrDefault()}", fault);
        }
    }

    private async Task ReadAsync(StatusWatchService.StatusWatchServiceClient watches, bool goesOn, CancellationToken token)
    {
        try
        {
            while (!await TryReadAsync(watches, token) || (goesOn && !_isLeaving))
            {
                await Task.Delay(Pause, token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // Dropped by the test, or its node is gone; the history connects again.
        }
    }

    // False: the node could not serve it now, and may in a moment.
    private async Task<bool> TryReadAsync(StatusWatchService.StatusWatchServiceClient watches, CancellationToken token)
    {
        try
        {
            using var call = watches.Watch(Request(), cancellationToken: token);
            await foreach (var response in call.ResponseStream.ReadAllAsync(token))
            {
                Keep(response);
            }

            return true;
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.Unavailable)
        {
            (_refused, _refusals) = (fault, _refusals + 1);
            return _isLeaving;
        }
    }

    private WatchRequest Request()
    {
        DropUnfinished();
        return new WatchRequest
        {
            Mode = _token.IsEmpty ? WatchMode.FromNow : WatchMode.FromToken,
            ResumeToken = _token,
            Filter = filter,
            Coalesce = merges,
            OnCompacted = resnapshots ? OnCompacted.Resnapshot : OnCompacted.Fail,
            ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)),
        };
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

    private static ByteString? TokenOf(WatchResponse response) =>
        response.Event?.Token ?? response.Progress?.Token ?? response.SnapshotEnd?.Token ?? response.GoingAway?.Token;

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
