namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>One header field. Immutable: entries of the tables are made once and handed out for every call that names them.</summary>
/// <remarks>Each character stands for one byte (Latin-1), so that no value can end a connection.</remarks>
internal sealed class HeaderField(HeaderName headerName, string value)
{
    /// <summary>What an entry costs beside its characters. Source: RFC 7541, 4.1; RFC 9113, 6.5.2.</summary>
    public const int Overhead = 32;

    /// <summary>The name with what is known of it.</summary>
    public HeaderName HeaderName { get; } = headerName;

    /// <summary>As sent: upper case letters and other faults are in it.</summary>
    public string Name { get; } = headerName.Text;

    public string Value { get; } = value;

    public KnownHeader Known { get; } = headerName.Known;

    /// <summary>Bytes this field counts for, in a table and in a header list.</summary>
    public int Size { get; } = headerName.Text.Length + value.Length + Overhead;

    /// <summary>False: the name is not a lower-case token, or the value has CR, LF or NUL; the request is malformed.</summary>
    /// <remarks>
    /// Spaces around a value are let pass, though RFC 9113 allows to refuse them: gRPC's metadata may have them.
    /// Source: RFC 9113, 8.2.1; PROTOCOL-HTTP2.
    /// </remarks>
    public bool IsWellFormed { get; } = headerName.IsWellFormed && !value.AsSpan().ContainsAny('\0', '\r', '\n');
}
