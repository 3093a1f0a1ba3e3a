namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>A whole request or response as one side of a stream saw it.</summary>
internal sealed class RawMessage
{
    private readonly List<byte> _data = [];

    /// <summary>Header blocks of status 1xx before the real one.</summary>
    public List<IReadOnlyList<HeaderField>> Informational { get; } = [];

    /// <summary>The first header block; empty if none came.</summary>
    public IReadOnlyList<HeaderField> Headers { get; private set; } = [];

    /// <summary>The header block after data; empty if none came.</summary>
    public IReadOnlyList<HeaderField> Trailers { get; private set; } = [];

    /// <summary>Bytes of each DATA frame, padding left out.</summary>
    public List<int> DataFrameLengths { get; } = [];

    /// <summary>The code of RST_STREAM; null if none came before the end.</summary>
    public Http2ErrorCode? Reset { get; private set; }

    /// <summary>END_STREAM was seen.</summary>
    public bool Ended { get; private set; }

    /// <summary>The only header block carried END_STREAM: no data, no trailers (Trailers-Only in gRPC).</summary>
    public bool IsHeadersOnly { get; private set; }

    public byte[] Data => [.. _data];

    /// <summary>The value of a header field of the first block, several joined with a comma; null if absent.</summary>
    public string? Header(string name) => Find(Headers, name);

    /// <summary>The value of a trailer, or of a header when there was one header block only; null if absent.</summary>
    public string? Trailer(string name) => Find(IsHeadersOnly ? Headers : Trailers, name);

    public void Add(Http2StreamEvent happened)
    {
        if (happened.Headers is { } fields)
        {
            AddHeaders(fields, happened.EndsStream);
        }

        if (happened.Data is { } data)
        {
            DataFrameLengths.Add(data.Length);
            _data.AddRange(data);
        }

        Reset ??= happened.Reset;
        Ended |= happened.EndsStream;
    }

    private void AddHeaders(IReadOnlyList<HeaderField> fields, bool endsStream)
    {
        if (fields.Any(f => f.Name == ":status" && f.Value.StartsWith('1')))
        {
            Informational.Add(fields);
        }
        else if (Headers.Count == 0)
        {
            Headers = fields;
            IsHeadersOnly = endsStream;
        }
        else
        {
            Trailers = fields;
        }
    }

    private static string? Find(IReadOnlyList<HeaderField> fields, string name)
    {
        var values = fields.Where(f => f.Name == name).Select(f => f.Value).ToArray();
        return values.Length == 0 ? null : string.Join(',', values);
    }
}
