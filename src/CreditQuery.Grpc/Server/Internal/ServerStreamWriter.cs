using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Server;

/// <summary>Writes the responses of a stream.</summary>
/// <remarks>
/// Messages with BufferHint gather in a buffer of their own: it costs less than one visit of Kestrel's output per message. They go
/// out with the first message that is flushed, or with the end of the call.
/// </remarks>
internal sealed class ServerStreamWriter<T>(HttpServerCallContext call, Action<T, SerializationContext> serializer)
    : IServerStreamWriter<T>
    where T : class
{
    // With BufferHint messages gather up to this many bytes before they are flushed all the same.
    private const int BufferBytes = 32 * 1024;
    private const int InitialBytes = 4 * 1024;

    private readonly PipeWriter _output = call.HttpContext.Response.BodyWriter;
    private readonly CancellationToken _aborted = call.HttpContext.RequestAborted;
    private Task _pending = Task.CompletedTask;
    private ArrayBufferWriter<byte>? _gathered;

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
        if ((flags & WriteFlags.BufferHint) != 0)
        {
            _gathered ??= call.Gather(InitialBytes);
            call.WriteMessage(message, serializer, compress, _gathered);
            if (_gathered.WrittenCount < BufferBytes)
            {
                return Task.CompletedTask;
            }

            call.PutGathered();
        }
        else
        {
            call.PutGathered();
            call.WriteMessage(message, serializer, compress, _output);
        }

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
