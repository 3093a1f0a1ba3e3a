using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost.Server;

/// <summary>The server side of every interop case. Source: interop-test-descriptions.md, "Server".</summary>
internal sealed class InteropService : TestService.TestServiceBase
{
    private const string EchoInitial = "x-grpc-test-echo-initial";
    private const string EchoTrailing = "x-grpc-test-echo-trailing-bin";

    public static ServerServiceDefinition Define()
    {
        var definition = ServerServiceDefinition.CreateBuilder();
        TestService.BindService(new RegisteredMethods(definition), new InteropService());
        return definition.Build();
    }

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override Task<SimpleResponse> CacheableUnaryCall(SimpleRequest request, ServerCallContext context) =>
        UnaryCall(request, context);

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        ThrowIfUnexpected(request.ExpectCompressed);
        await EchoMetadataAsync(context, compress: request.ResponseCompressed?.Value == true);
        ThrowIfAsked(request.ResponseStatus);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context, compress: false);
        var size = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            ThrowIfUnexpected(request.ExpectCompressed);
            size += request.Payload.Body.Length;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context, request.ResponseParameters.Any(r => r.Compressed?.Value == true));
        await AnswerAsync(request, responseStream, context);
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context, compress: false);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await AnswerAsync(request, responseStream, context);
        }
    }

    public override async Task HalfDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context, compress: false);
        var requests = new List<StreamingOutputCallRequest>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            requests.Add(request);
        }

        foreach (var request in requests)
        {
            await AnswerAsync(request, responseStream, context);
        }
    }

    private static async Task AnswerAsync(
        StreamingOutputCallRequest request,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        ServerCallContext context)
    {
        ThrowIfAsked(request.ResponseStatus);
        foreach (var wanted in request.ResponseParameters)
        {
            if (wanted.IntervalUs > 0)
            {
                await Task.Delay(TimeSpan.FromMicroseconds(wanted.IntervalUs), context.CancellationToken);
            }

            responses.WriteOptions = new WriteOptions(wanted.Compressed?.Value == true ? default : WriteFlags.NoCompress);
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(wanted.Size) }, context.CancellationToken);
        }
    }

    /// <summary>Sends back what the client wants to see again; asks for compression, which must be said in the headers.</summary>
    private static async Task EchoMetadataAsync(ServerCallContext context, bool compress)
    {
        foreach (var entry in context.RequestHeaders.Where(e => e.Key == EchoTrailing))
        {
            context.ResponseTrailers.Add(entry);
        }

        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(e => e.Key == EchoInitial))
        {
            headers.Add(entry);
        }

        if (compress)
        {
            headers.Add("grpc-internal-encoding-request", "gzip");
        }

        if (headers.Count > 0)
        {
            await context.WriteResponseHeadersAsync(headers);
        }
    }

    private static void ThrowIfAsked(EchoStatus? status)
    {
        if (status is not null)
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }

    private static void ThrowIfUnexpected(BoolValue? expectCompressed)
    {
        var compressed = CompressedMessages.LastOneWas();
        if (expectCompressed is { } expected && expected.Value != compressed)
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument,
                compressed ? "The message was compressed, against expectation." : "The message was not compressed, against expectation."));
        }
    }

    private static Payload Zeros(int size) => new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };
}
