namespace CreditQuery.Server.Configuration;

/// <summary>Whose HTTP/2 serves the node's endpoints.</summary>
public enum Http2Stack
{
    /// <summary>That of this project, above Kestrel's sockets and TLS (ADR 0024).</summary>
    Own,

    /// <summary>That of Kestrel.</summary>
    Kestrel,
}
