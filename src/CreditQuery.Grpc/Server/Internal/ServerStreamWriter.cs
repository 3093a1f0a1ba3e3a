using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Server;

/// <summary>Writes the responses of a stream.</summary>
/// <remarks>Messages with BufferHint wait in the response's own buffer. They go out with the first message that is flushed, or with the end of the call.</remarks>
internal sealed class ServerStreamWriter<T>(HttpServerCallContext call, Action<T, SerializationContext> serializer)
    : IServerStreamWriter<T>
    where T : class
{
    // With BufferHint messages gather up to this many bytes, counted before compression, until they are flushed all the same.
    private const int BufferBytes = 32 * 1024;

    private readonly PipeWriter _output = call.HttpContext.Response.BodyWriter;
    private readonly CancellationToken _aborted = call.HttpContext.RequestAborted;
    private Task _pending = Task.CompletedTask;
    private int _unflushed;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        try
        {
            ArgumentNullException.ThrowIfNull(message);
            lock (call.WriteGate)
            {
                return Write(message, cancellationToken);
            }
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }

    /// <summary>Waits for a write that the handler did not await.</summary>
    public Task FinishAsync() => _pending.IsCompleted ? Task.CompletedTask : _pending;

    private Task Write(T message, CancellationToken cancellationToken)
    {
        if (call.HasEnded)
        {
            throw call.Ended("Can't write the message because the request is complete.");
        }

        if (!_pending.IsCompleted)
        {
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        }

        if (_aborted.IsCancellationRequested)
        {
            throw call.Broken();
        }

        var flags = call.WriteOptions?.Flags ?? default;
        var compress = (flags & WriteFlags.NoCompress) == 0;
        _unflushed += call.WriteMessage(message, serializer, compress, _output);
        if ((flags & WriteFlags.BufferHint) != 0 && _unflushed < BufferBytes)
        {
            return Task.CompletedTask;
        }

        _unflushed = 0;
        return Flush(cancellationToken);
    }

    private Task Flush(CancellationToken cancellationToken)
    {
        var flush = _output.FlushAsync(cancellationToken);
        if (!flush.IsCompletedSuccessfully)
        {
            return _pending = AwaitFlushAsync(flush);
        }

        return flush.Result.IsCompleted ? throw call.Broken() : Task.CompletedTask;
    }

    private async Task AwaitFlushAsync(ValueTask<FlushResult> flush)
    {
        var result = await flush;
        if (result.IsCompleted)
        {
            throw call.Broken();
        }
    }
}
