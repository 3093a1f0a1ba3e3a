namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>The names of the static table and of gRPC: one string each, whichever way a client writes them.</summary>
internal static class HeaderNames
{
    /// <summary>Names by their length; a handful each.</summary>
    private static readonly HeaderName[][] ByLength = Build();

    /// <summary>The known name that is written so; null: another one.</summary>
    public static HeaderName? Find(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < ByLength.Length)
        {
            foreach (var name in ByLength[octets.Length])
            {
                if (name.Is(octets))
                {
                    return name;
                }
            }
        }

        return null;
    }

    private static HeaderName[][] Build()
    {
        var names = new Dictionary<string, HeaderName>(StringComparer.Ordinal);

        // Values that many calls share and that tell nothing about who calls. Not among them: authorization and cookies
        // (secrets), metadata of applications (may be secrets), trace context (never the same twice).
        Add(hasRepeatedValues: true, (":authority", KnownHeader.Authority), (":method", KnownHeader.Method), (":path", KnownHeader.Path),
            (":scheme", KnownHeader.Scheme), ("accept-encoding", KnownHeader.AcceptEncoding), ("content-length", KnownHeader.ContentLength),
            ("content-type", KnownHeader.ContentType), ("grpc-accept-encoding", KnownHeader.GrpcAcceptEncoding),
            ("grpc-encoding", KnownHeader.GrpcEncoding), ("grpc-timeout", KnownHeader.GrpcTimeout), ("te", KnownHeader.Te),
            ("user-agent", KnownHeader.UserAgent));
        Add(hasRepeatedValues: false, (":status", KnownHeader.Status), (":protocol", KnownHeader.OtherPseudo),
            ("connection", KnownHeader.ConnectionSpecific), ("proxy-connection", KnownHeader.ConnectionSpecific),
            ("keep-alive", KnownHeader.ConnectionSpecific), ("transfer-encoding", KnownHeader.ConnectionSpecific),
            ("upgrade", KnownHeader.ConnectionSpecific), ("authorization", KnownHeader.Authorization),
            ("content-encoding", KnownHeader.ContentEncoding), ("cookie", KnownHeader.Cookie), ("host", KnownHeader.Host),
            ("traceparent", KnownHeader.Traceparent), ("tracestate", KnownHeader.Tracestate));
        foreach (var other in (ReadOnlySpan<string>)["baggage", "grpc-message", "grpc-message-type", "grpc-previous-rpc-attempts", "grpc-status",
            "grpc-tags-bin", "grpc-trace-bin", "priority", "request-id", "x-forwarded-for", "x-request-id"])
        {
            names.Add(other, new HeaderName(other, KnownHeader.None, hasRepeatedValues: false));
        }

        foreach (var (name, _) in StaticTableDefinition.Fields)
        {
            names.TryAdd(name, new HeaderName(name, KnownHeader.None, hasRepeatedValues: false));
        }

        var byLength = new HeaderName[names.Keys.Max(n => n.Length) + 1][];
        for (var length = 0; length < byLength.Length; length++)
        {
            byLength[length] = [.. names.Values.Where(n => n.Text.Length == length)];
        }

        return byLength;

        void Add(bool hasRepeatedValues, params ReadOnlySpan<(string Name, KnownHeader Known)> some)
        {
            foreach (var (name, known) in some)
            {
                names.Add(name, new HeaderName(name, known, hasRepeatedValues));
            }
        }
    }
}
