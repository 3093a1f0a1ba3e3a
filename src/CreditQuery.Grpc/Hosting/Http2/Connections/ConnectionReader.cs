using System.IO.Pipelines;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Reads what the peer sends: parses it, then lets run what it made runnable while it waits for more.</summary>
internal sealed class ConnectionReader(ServerConnection connection, PipeReader input)
{
    private readonly ServerConnection _connection = connection;
    private readonly PipeReader _input = input;
    private readonly FrameHandler _handler = new(connection);
    private readonly BatchAwaiter _awaiter = new();
    private volatile bool _isGivenUp;

    /// <summary>Whether the peer has sent its settings and acknowledged ours.</summary>
    public bool IsSettled => _handler.IsSettled;

    /// <summary>Whether a header block has begun and not ended.</summary>
    public bool IsInHeaders => _handler.IsInHeaders;

    /// <summary>Reads until the connection ends.</summary>
    /// <returns>True: its end was announced, and all that the client had begun is served.</returns>
    /// <exception cref="Http2ConnectionException">The peer broke a rule.</exception>
    public async Task<bool> RunAsync(ConnectionTimer timer)
    {
        var parser = new InputParser(_handler, _connection.Limits.MaxFrameBytes);
        while (true)
        {
            // In this order: a transport that is gone throws at once, and the batch is still there for whoever ends the connection.
            var result = await _awaiter.Wait(_input.ReadAsync(), _connection.Batches.Take());
            timer.OnHeard();
            _input.AdvanceTo(parser.Parse(result.Buffer), result.Buffer.End);
            _connection.Output.Flush();
            if (result.IsCompleted || _isGivenUp)
            {
                return false;
            }

            if (HasServedAll())
            {
                return true;
            }

            if (_connection.Output.IsOverfull)
            {
                _connection.Batches.Dispatch();
                await _connection.Output.WhenDrainedAsync();
            }
        }
    }

    /// <summary>Reads no more, whatever still comes.</summary>
    public void GiveUp() => _isGivenUp = true;

    /// <summary>Lets it see that the last stream has ended.</summary>
    public void Wake()
    {
        try
        {
            _input.CancelPendingRead();
        }
        catch (Exception failure) when (failure is ObjectDisposedException or InvalidOperationException)
        {
            // The connection has ended meanwhile.
        }
    }

    private bool HasServedAll()
    {
        lock (_connection.Output.Gate)
        {
            return _connection.Shutdown.RefusesStreams && _connection.Streams.Count == 0;
        }
    }
}
