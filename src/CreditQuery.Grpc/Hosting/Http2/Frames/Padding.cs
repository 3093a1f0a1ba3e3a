namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Padding of DATA and HEADERS. Source: RFC 9113, 6.1.</summary>
internal static class Padding
{
    /// <summary>The payload without its padding.</summary>
    /// <exception cref="Http2ConnectionException">There is more padding than payload.</exception>
    public static ReadOnlySpan<byte> Strip(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (!frame.IsPadded)
        {
            return payload;
        }

        return !payload.IsEmpty && payload[0] < payload.Length
            ? payload[1..^payload[0]]
            : throw new Http2ConnectionException(Http2ErrorCode.ProtocolError, "There is more padding than payload.");
    }
}
