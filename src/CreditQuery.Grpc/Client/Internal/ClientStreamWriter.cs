using System.Buffers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>Writes the requests of a stream.</summary>
internal sealed class ClientStreamWriter<T>(ClientCall call, StreamingRequest request, Action<T, SerializationContext> serializer)
    : IClientStreamWriter<T>
    where T : class
{
    private static readonly Status Refused =
        new(StatusCode.Unknown, "The server takes no more messages; the end of the responses tells why.");

    private readonly ArrayBufferWriter<byte> _frame = new();
    private readonly MessageSink _sink = new();
    private Task _pending = Task.CompletedTask;
    private bool _isCompleted;

    public WriteOptions? WriteOptions { get; set; } = call.Options.WriteOptions;

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (message is null)
        {
            return Task.FromException(new ArgumentNullException(nameof(message)));
        }

        if (_isCompleted)
        {
            return Fail("Request stream has already been completed.");
        }

        if (!_pending.IsCompleted)
        {
            return Fail("Can't write the message because the previous write is in progress.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            call.Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client."));
        }

        return _pending = WriteFrameAsync(message, cancellationToken);
    }

    public Task CompleteAsync()
    {
        if (!_pending.IsCompleted)
        {
            return Fail("Can't complete the client stream writer because the previous write is in progress.");
        }

        _isCompleted = true;
        request.Complete();
        return Task.CompletedTask;
    }

    private static Task Fail(string reason) => Task.FromException(new InvalidOperationException(reason));

    private async Task WriteFrameAsync(T message, CancellationToken cancellationToken)
    {
        if (call.FinalStatus is { } ended)
        {
            throw Ended(ended);
        }

        var flags = WriteOptions?.Flags ?? default;
        _frame.ResetWrittenCount();
        _sink.Serialize(
            message,
            serializer,
            _frame,
            (flags & WriteFlags.NoCompress) == 0 ? call.RequestCoding : null,
            null,
            call.Channel.Options.MaxSendMessageSize);
        using var registration = cancellationToken.UnsafeRegister(
            static state => ((ClientCall)state!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")),
            call);
        if (!await request.WriteAsync(_frame.WrittenMemory, (flags & WriteFlags.BufferHint) == 0))
        {
            throw Ended(call.FinalStatus ?? call.CancelReason ?? Refused);
        }
    }

    private Exception Ended(Status status) => status.StatusCode == StatusCode.OK
        ? new InvalidOperationException("Can't write the message because the call is complete.")
        : call.Failure(status);
}
