using System.Globalization;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>Sends a call once, up to the headers of its response.</summary>
internal static class Attempt
{
    private const string PreviousAttemptsHeader = "grpc-previous-rpc-attempts";

    private static readonly string UserAgent =
        $"grpc-dotnet-creditquery/{typeof(Attempt).Assembly.GetName().Version?.ToString(3)} (.NET {Environment.Version}; h2)";

    /// <returns>Null when the response can be read.</returns>
    public static async Task<AttemptFailure?> SendAsync(ClientCall call, int previousAttempts)
    {
        HttpResponseMessage? response = null;
        AttemptFailure? failure;
        try
        {
            response = await StartAsync(call, previousAttempts);
            failure = Judge(response, call) ?? Open(response, await BodyOf(response, call), call);
        }
        catch (Exception thrown)
        {
            failure = FailureClassifier.Classify(thrown, call);
        }

        if (failure is not null)
        {
            response?.Dispose();
        }

        return failure;
    }

    /// <summary>Sends the request and waits for the headers of the response.</summary>
    public static Task<HttpResponseMessage> StartAsync(ClientCall call, int previousAttempts)
    {
        var request = CreateRequest(call, previousAttempts);
        return CallAuthentication.IsNeeded(call) ? AuthenticateAndSendAsync(request, call) : SendAsync(request, call);
    }

    /// <summary>The body of a response. That of the channel's own handler is there at once.</summary>
    public static ValueTask<Stream> BodyOf(HttpResponseMessage response, ClientCall call) => call.Channel.OwnsHandler
        ? new ValueTask<Stream>(response.Content.ReadAsStream(CancellationToken.None))
        : new ValueTask<Stream>(response.Content.ReadAsStreamAsync(call.CancellationToken));

    /// <summary>Gives the response to the call.</summary>
    /// <returns>Null, or that the call was cancelled meanwhile.</returns>
    public static AttemptFailure? Open(HttpResponseMessage response, Stream body, ClientCall call) =>
        call.TryOpen(response, body, HttpMetadata.Single(response.Headers, GrpcProtocol.EncodingHeader))
            ? null
            : new AttemptFailure(call.CancelReason!.Value, Metadata.Empty, AttemptReach.Processed);

    /// <summary>A request with what all calls of a method send.</summary>
    public static HttpRequestMessage CreatePlain(GrpcChannel channel, Uri uri)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = channel.Options.HttpVersion ?? HttpVersion.Version20,
            VersionPolicy = channel.Options.HttpVersionPolicy ?? HttpVersionPolicy.RequestVersionExact,
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("user-agent", UserAgent);
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation(GrpcProtocol.AcceptEncodingHeader, channel.AcceptEncoding);
        return request;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ClientCall call) =>
        call.Channel.Invoker is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, call.CancellationToken)
            : call.Channel.Invoker.SendAsync(request, call.CancellationToken);

    private static async Task<HttpResponseMessage> AuthenticateAndSendAsync(HttpRequestMessage request, ClientCall call)
    {
        await CallAuthentication.AddToAsync(request, call);
        return await SendAsync(request, call);
    }

    private static HttpRequestMessage CreateRequest(ClientCall call, int previousAttempts)
    {
        var timeout = call.Deadline is { } deadline
            ? TimeoutHeader.Format(deadline - call.Channel.Time.GetUtcNow().UtcDateTime)
            : null;
        if (IsPlain(call) && previousAttempts == 0 && call.Workspace.TryTakeRequest(timeout) is { } ready)
        {
            return ready;
        }

        var request = CreatePlain(call.Channel, call.Info.Uri);
        request.Content = call.CreateContent();
        var headers = request.Headers;
        headers.Host = call.Host;
        if (call.RequestCoding is { } coding)
        {
            headers.TryAddWithoutValidation(GrpcProtocol.EncodingHeader, coding.EncodingName);
        }

        if (call.Options.Headers is { Count: > 0 } metadata)
        {
            HttpMetadata.AddTo(headers, metadata);
        }

        if (previousAttempts > 0)
        {
            headers.TryAddWithoutValidation(PreviousAttemptsHeader, previousAttempts.ToString(CultureInfo.InvariantCulture));
        }

        if (timeout is not null)
        {
            headers.TryAddWithoutValidation(GrpcProtocol.TimeoutHeader, timeout);
        }

        return request;
    }

    /// <summary>True when the call sends no header but those of its method and grpc-timeout.</summary>
    private static bool IsPlain(ClientCall call) => !call.StreamsRequests
        && call.Host is null
        && call.RequestCoding is null
        && call.Options.Headers is null or { Count: 0 }
        && !CallAuthentication.IsNeeded(call);

    private static AttemptFailure Processed(Status status) => new(status, Metadata.Empty, AttemptReach.Processed);

    /// <summary>Null when the response is one of gRPC whose messages follow.</summary>
    public static AttemptFailure? Judge(HttpResponseMessage response, ClientCall call)
    {
        if (response.Version < HttpVersion.Version20)
        {
            return Processed(new Status(StatusCode.Internal, $"Bad gRPC response. Response protocol downgraded to HTTP/{response.Version}."));
        }

        if (ResponseStatusReader.TryRead(response.Headers, call) is { } said)
        {
            return new AttemptFailure(said, HttpMetadata.Read(response.Headers), AttemptReach.Processed);
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            return Processed(new Status(
                HttpStatusMapping.ToGrpc((int)response.StatusCode),
                $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}"));
        }

        var contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        return GrpcProtocol.IsGrpcContentType(contentType)
            ? null
            : Processed(new Status(StatusCode.Unknown, $"Bad gRPC response. Invalid content-type value: {contentType}"));
    }
}
