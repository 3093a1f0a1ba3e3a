using Grpc.Core;

namespace Grpc.Client;

/// <summary>Which status a failure of the transport becomes, and whether the server saw the call.</summary>
internal static class FailureClassifier
{
    private const long RefusedStream = 7;
    private const string ClosedConnection = "closed the connection";

    public static AttemptFailure Classify(Exception failure, ClientCall call)
    {
        if (call.CancelReason is { } reason)
        {
            return new AttemptFailure(reason, Metadata.Empty, AttemptReach.Processed);
        }

        return failure switch
        {
            RpcException rpc => new AttemptFailure(rpc.Status, rpc.Trailers, AttemptReach.Processed),
            InvalidDataException => new AttemptFailure(
                new Status(StatusCode.Internal, failure.Message, failure), Metadata.Empty, AttemptReach.Processed, IsTruncation: true),
            OperationCanceledException => Of(StatusCode.Cancelled, "Call canceled.", failure),
            _ => OfTransport(failure, call),
        };
    }

    private static AttemptFailure OfTransport(Exception failure, ClientCall call)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol)
            {
                return OfProtocol(protocol, failure, call);
            }
        }

        if (failure is HttpRequestException { HttpRequestError: var error })
        {
            return error switch
            {
                HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError =>
                    Of(StatusCode.Unavailable, "Error connecting to the server.", failure, AttemptReach.NotConnected),
                HttpRequestError.VersionNegotiationError => Of(StatusCode.Internal, "The server does not speak HTTP/2.", failure),
                HttpRequestError.ConfigurationLimitExceeded => Of(StatusCode.ResourceExhausted, "Response headers are too large.", failure),
                // Without a cause of its own: the handler found no room for a stream on any connection, several times.
                HttpRequestError.Unknown when failure.InnerException is null =>
                    Of(StatusCode.Unavailable, "No stream was free.", failure, AttemptReach.Unsent),
                _ => Of(StatusCode.Unavailable, "Connection lost.", failure),
            };
        }

        return failure is IOException or ObjectDisposedException
            ? Of(StatusCode.Unavailable, "Connection lost.", failure)
            : Of(StatusCode.Internal, "Error starting gRPC call.", failure);
    }

    private static AttemptFailure OfProtocol(HttpProtocolException protocol, Exception failure, ClientCall call)
    {
        // The framework tells a connection that was closed under a stream by the same exception as a reset: GOAWAY by its text,
        // which has no translations.
        var isConnection = failure is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            || protocol.Message.Contains(ClosedConnection, StringComparison.Ordinal);
        var code = isConnection ? StatusCode.Unavailable : HttpStatusMapping.OfReset(protocol.ErrorCode);
        if (code == StatusCode.Cancelled && call.IsLate)
        {
            code = StatusCode.DeadlineExceeded;
        }

        var reach = protocol.ErrorCode == RefusedStream ? AttemptReach.Refused : AttemptReach.Processed;
        return Of(code, $"The server reset the stream. HTTP/2 error code: {protocol.ErrorCode}.", failure, reach);
    }

    private static AttemptFailure Of(StatusCode code, string text, Exception cause, AttemptReach reach = AttemptReach.Processed) =>
        new(new Status(code, $"{text} {cause.GetType().Name}: {cause.Message}", cause), Metadata.Empty, reach);
}
