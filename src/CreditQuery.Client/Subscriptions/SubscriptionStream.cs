using CreditQuery.Protos.V1;

namespace CreditQuery.Client;

/// <summary>One stream of a node; ended by disposing it.</summary>
internal sealed class SubscriptionStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<WatchResponse> _messages;
    private Task<bool> _next = Task.FromResult(false);

    /// <summary>Opens it.</summary>
    /// <param name="open">Calls the node.</param>
    /// <param name="address">Its address.</param>
    /// <param name="request">The request.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public SubscriptionStream(
        Func<Uri, WatchRequest, CancellationToken, IAsyncEnumerable<WatchResponse>> open, Uri address, WatchRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        OpenedAt = time.GetTimestamp();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _messages = open(address, request, _stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    /// <summary>When it was opened, a timestamp of the clock.</summary>
    public long OpenedAt { get; }

    /// <summary>Something was received, and not only that the node goes away.</summary>
    public bool HasAnswered { get; set; }

    /// <summary>Begins to read the next message, unless that was begun before.</summary>
    /// <returns>False at the end of the stream.</returns>
    public Task<bool> NextAsync() => _next.IsCompleted ? _next = _messages.MoveNextAsync().AsTask() : _next;

    /// <summary>The message read last.</summary>
    public WatchResponse Current => _messages.Current;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // A fault of a stream that is given up is of no interest.
        await _next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await _messages.DisposeAsync();
        }
        catch (Exception fault) when (fault is OperationCanceledException or Grpc.Core.RpcException)
        {
        }

        _stop.Dispose();
    }
}
