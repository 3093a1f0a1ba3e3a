namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>The headers that a server of gRPC treats specially; found once when a field is made, so that a call compares no names.</summary>
internal enum KnownHeader
{
    /// <summary>Any other name: metadata of the call.</summary>
    None,

    /// <summary>:authority.</summary>
    Authority,

    /// <summary>:method.</summary>
    Method,

    /// <summary>:path.</summary>
    Path,

    /// <summary>:scheme.</summary>
    Scheme,

    /// <summary>:status; malformed in a request.</summary>
    Status,

    /// <summary>Any other name that begins with a colon, :protocol included: malformed where it is not agreed upon (RFC 9113, 8.3).</summary>
    OtherPseudo,

    /// <summary>connection, proxy-connection, keep-alive, transfer-encoding, upgrade: malformed in HTTP/2 (RFC 9113, 8.2.2).</summary>
    ConnectionSpecific,

    /// <summary>accept-encoding.</summary>
    AcceptEncoding,

    /// <summary>authorization.</summary>
    Authorization,

    /// <summary>content-encoding.</summary>
    ContentEncoding,

    /// <summary>content-length; must equal what the DATA frames carry (RFC 9113, 8.1.1).</summary>
    ContentLength,

    /// <summary>content-type.</summary>
    ContentType,

    /// <summary>cookie; may come in several fields that mean one (RFC 9113, 8.2.3).</summary>
    Cookie,

    /// <summary>grpc-accept-encoding.</summary>
    GrpcAcceptEncoding,

    /// <summary>grpc-encoding.</summary>
    GrpcEncoding,

    /// <summary>grpc-timeout.</summary>
    GrpcTimeout,

    /// <summary>host; must not differ from :authority (RFC 9113, 8.3.1).</summary>
    Host,

    /// <summary>te; nothing but "trailers" is allowed (RFC 9113, 8.2.2).</summary>
    Te,

    /// <summary>traceparent.</summary>
    Traceparent,

    /// <summary>tracestate.</summary>
    Tracestate,

    /// <summary>user-agent.</summary>
    UserAgent,
}
