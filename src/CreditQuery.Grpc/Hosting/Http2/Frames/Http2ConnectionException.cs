namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The peer broke a rule in a way that ends the connection. Source: RFC 9113, 5.4.1.</summary>
internal sealed class Http2ConnectionException(Http2ErrorCode code, string message) : Exception(message)
{
    public Http2ErrorCode Code { get; } = code;
}
