namespace CreditQuery.Server.Watch;

/// <summary>Sends messages together: only the last of those at hand is flushed.</summary>
/// <param name="responses">The caller.</param>
internal sealed class WatchOutbox(IServerStreamWriter<WatchMessage> responses)
{
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Flushed = new();

    private WatchMessage? _held;

    /// <summary>Sends a message, or holds it until the next one or the flush.</summary>
    /// <param name="response">The message.</param>
    /// <param name="stop">Gives up.</param>
    public Task SendAsync(WatchMessage response, CancellationToken stop)
    {
        var earlier = _held;
        _held = response;
        if (earlier is null)
        {
            return Task.CompletedTask;
        }

        responses.WriteOptions = Buffered;
        return responses.WriteAsync(earlier, stop);
    }

    /// <summary>Sends what is held, and everything before it.</summary>
    /// <param name="stop">Gives up.</param>
    public Task FlushAsync(CancellationToken stop)
    {
        if (_held is not { } last)
        {
            return Task.CompletedTask;
        }

        _held = null;
        responses.WriteOptions = Flushed;
        return responses.WriteAsync(last, stop);
    }
}
