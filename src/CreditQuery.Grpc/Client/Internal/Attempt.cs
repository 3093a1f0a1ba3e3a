using System.Globalization;
using System.Net;
using Grpc.Core;
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
        try
        {
            var request = CreateRequest(call, previousAttempts);
            await CallAuthentication.AddToAsync(request, call);
            var token = call.CancellationToken;
            response = call.Channel.Invoker is HttpClient client
                ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token)
                : await call.Channel.Invoker.SendAsync(request, token);
            if (Judge(response, call) is { } failure)
            {
                response.Dispose();
                return failure;
            }

            if (!call.TryAccept(response))
            {
                throw new OperationCanceledException();
            }

            var body = await response.Content.ReadAsStreamAsync(token);
            call.Open(body, HttpMetadata.Single(response.Headers, GrpcProtocol.EncodingHeader));
            return null;
        }
        catch (Exception failure)
        {
            response?.Dispose();
            return FailureClassifier.Classify(failure, call);
        }
    }

    private static HttpRequestMessage CreateRequest(ClientCall call, int previousAttempts)
    {
        var channel = call.Channel;
        var request = new HttpRequestMessage(HttpMethod.Post, call.Info.Uri)
        {
            Version = channel.Options.HttpVersion ?? HttpVersion.Version20,
            VersionPolicy = channel.Options.HttpVersionPolicy ?? HttpVersionPolicy.RequestVersionExact,
            Content = call.CreateContent(),
        };
        var headers = request.Headers;
        headers.Host = call.Host;
        headers.TryAddWithoutValidation("user-agent", UserAgent);
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation(GrpcProtocol.AcceptEncodingHeader, channel.AcceptEncoding);
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

        if (call.Deadline is { } deadline)
        {
            headers.TryAddWithoutValidation(
                GrpcProtocol.TimeoutHeader,
                TimeoutHeader.Format(deadline - channel.Time.GetUtcNow().UtcDateTime));
        }

        return request;
    }

    /// <summary>Null when the response is one of gRPC whose messages follow.</summary>
    private static AttemptFailure? Judge(HttpResponseMessage response, ClientCall call)
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

    private static AttemptFailure Processed(Status status) => new(status, Metadata.Empty, AttemptReach.Processed);
}
