namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>What arrived on a stream: exactly one of headers, data, reset is set; none when the connection ended.</summary>
internal sealed record Http2StreamEvent
{
    public IReadOnlyList<HeaderField>? Headers { get; init; }

    public byte[]? Data { get; init; }

    public Http2ErrorCode? Reset { get; init; }

    /// <summary>The event carried END_STREAM.</summary>
    public bool EndsStream { get; init; }

    /// <summary>Nothing follows: END_STREAM, a reset, or the end of the connection.</summary>
    public bool IsLast => EndsStream || (Headers is null && Data is null);
}
