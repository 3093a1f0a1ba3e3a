using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;

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
        _stream is null ? Workspace.CreateContent() : _stream.CreateContent();

    public override bool StreamsRequests => _stream is not null;

    public override void Commit() => _stream?.Commit();

    /// <summary>Makes a message of what <see cref="ClientCall.Frames"/> holds.</summary>
    public TResponse Parse(in ReadOnlySequence<byte> payload) =>
        Workspace.Source.Deserialize(payload, method.ResponseMarshaller.ContextualDeserializer);

    protected override void OnFinished()
    {
        _stream?.Finished();
        if (Method.Type != MethodType.Unary)
        {
            // Readers and writers of a stream may still hold it.
            DisposeWorkspace();
        }
    }

    protected override void OnCancelled() => _stream?.Finished();

    private void SetRequest(TRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!TryBegin())
        {
            return;
        }

        try
        {
            var flags = Options.WriteOptions?.Flags ?? default;
            Workspace.Sink.Serialize(
                request,
                method.RequestMarshaller.ContextualSerializer,
                Workspace.Buffer,
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

        return HasEnded ? Task.FromResult(false) : OpenStreamAsync();
    }

    private async Task<bool> OpenStreamAsync() =>
        await Attempt.SendAsync(this, 0) is not { } failure || await new AttemptLoop(this).GoOnAsync(failure);

    /// <remarks>The first attempt is made here and not in a method of its own: most calls need no other state machine.</remarks>
    private async Task<TResponse> RunSingleAsync()
    {
        TResponse? message = null;
        if (_stream is null ? !HasEnded : TryBegin())
        {
            HttpResponseMessage? response = null;
            AttemptFailure? failure;
            try
            {
                response = await Attempt.StartAsync(this, 0);
                failure = Attempt.Judge(response, this) ?? Attempt.Open(response, await Attempt.BodyOf(response, this), this);
            }
            catch (Exception thrown)
            {
                failure = FailureClassifier.Classify(thrown, this);
            }

            if (failure is not null)
            {
                response?.Dispose();
            }

            if (failure is null || await new AttemptLoop(this).GoOnAsync(failure))
            {
                message = await ReadSingleAsync();
            }
        }

        var status = FinalStatus!.Value;
        if (Method.Type == MethodType.Unary)
        {
            LeaveWorkspace();
        }

        return status.StatusCode == StatusCode.OK && message is not null ? message : throw Failure(status);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResponse?> ReadSingleAsync()
    {
        try
        {
            var frames = Frames;
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
            Finish(said.StatusCode == StatusCode.OK && message is null ? ResponseStatusReader.NoMessage : said, null);
            return message;
        }
        catch (Exception failure)
        {
            FinishBroken(failure);
            return null;
        }
        finally
        {
            Frames.Dispose();
        }
    }
}
