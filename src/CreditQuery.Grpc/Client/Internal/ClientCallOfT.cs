using System.Buffers;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>A call of a client with its message types.</summary>
internal sealed class ClientCall<TRequest, TResponse>(
    GrpcChannel channel,
    Method<TRequest, TResponse> method,
    string? host,
    CallOptions options) : ClientCall(channel, method, host, options)
    where TRequest : class
    where TResponse : class
{
    private readonly MessageSource _source = new();
    private ArrayBufferWriter<byte>? _request;
    private StreamingRequest? _stream;

    public override bool NeedsMessage => Method.Type is MethodType.Unary or MethodType.ClientStreaming;

    public override bool CanReplay => _stream?.CanReplay ?? true;

    /// <summary>True once the response can be read; false when the call ended before.</summary>
    public Task<bool> Opened { get; private set; } = Task.FromResult(false);

    public Task<TResponse> StartUnary(TRequest request)
    {
        SetRequest(request);
        return RunSingleAsync();
    }

    public ClientStreamReader<TRequest, TResponse> StartServerStreaming(TRequest request)
    {
        SetRequest(request);
        Opened = OpenAsync();
        return new ClientStreamReader<TRequest, TResponse>(this);
    }

    public (ClientStreamWriter<TRequest> Writer, Task<TResponse> Response) StartClientStreaming()
    {
        _stream = new StreamingRequest(this);
        var writer = new ClientStreamWriter<TRequest>(this, _stream, method.RequestMarshaller.ContextualSerializer);
        return (writer, RunSingleAsync());
    }

    public (ClientStreamWriter<TRequest> Writer, ClientStreamReader<TRequest, TResponse> Reader) StartDuplexStreaming()
    {
        _stream = new StreamingRequest(this);
        var writer = new ClientStreamWriter<TRequest>(this, _stream, method.RequestMarshaller.ContextualSerializer);
        Opened = OpenAsync();
        return (writer, new ClientStreamReader<TRequest, TResponse>(this));
    }

    public override HttpContent CreateContent() =>
        _stream is null ? new FrameContent(_request!.WrittenMemory) : _stream.CreateContent();

    public override void Commit() => _stream?.Commit();

    /// <summary>Makes a message of what <see cref="ClientCall.Frames"/> holds.</summary>
    public TResponse Parse(in ReadOnlySequence<byte> payload) =>
        _source.Deserialize(payload, method.ResponseMarshaller.ContextualDeserializer);

    protected override void OnFinished() => _stream?.Finished();

    protected override void OnCancelled() => _stream?.Finished();

    private void SetRequest(TRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!TryBegin())
        {
            return;
        }

        _request = new ArrayBufferWriter<byte>(256);
        try
        {
            var flags = Options.WriteOptions?.Flags ?? default;
            new MessageSink().Serialize(
                request,
                method.RequestMarshaller.ContextualSerializer,
                _request,
                (flags & WriteFlags.NoCompress) == 0 ? RequestCoding : null,
                null,
                Channel.Options.MaxSendMessageSize);
        }
        catch (RpcException failure)
        {
            Finish(failure.Status, Metadata.Empty);
        }
        catch (Exception failure)
        {
            Finish(new Status(StatusCode.Internal, "Request cannot be serialised.", failure), Metadata.Empty);
        }
    }

    private Task<bool> OpenAsync()
    {
        if (_stream is not null && !TryBegin())
        {
            return Task.FromResult(false);
        }

        return FinalStatus is null ? new AttemptLoop(this).RunAsync() : Task.FromResult(false);
    }

    private async Task<TResponse> RunSingleAsync()
    {
        TResponse? message = null;
        if (await OpenAsync())
        {
            message = await ReadSingleAsync();
        }

        var status = FinalStatus!.Value;
        return status.StatusCode == StatusCode.OK && message is not null ? message : throw Failure(status);
    }

    private async Task<TResponse?> ReadSingleAsync()
    {
        try
        {
            var frames = Frames!;
            TResponse? message = null;
            if (await frames.ReadAsync(CancellationToken))
            {
                message = Parse(frames.Take());
                if (await frames.ReadAsync(CancellationToken))
                {
                    Finish(new Status(StatusCode.Internal, "More than one response message."), Metadata.Empty);
                    return null;
                }
            }

            var said = ResponseStatusReader.Read(Response.TrailingHeaders, this);
            if (said.StatusCode == StatusCode.OK && message is null)
            {
                said = ResponseStatusReader.NoMessage;
            }

            Finish(said, HttpMetadata.Read(Response.TrailingHeaders));
            return message;
        }
        catch (Exception failure)
        {
            FinishBroken(failure);
            return null;
        }
        finally
        {
            Frames!.Dispose();
        }
    }
}
