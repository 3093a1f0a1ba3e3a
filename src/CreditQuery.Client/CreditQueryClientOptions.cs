namespace CreditQuery.Client;

/// <summary>Where the service is and how to call it.</summary>
public sealed class CreditQueryClientOptions
{
    /// <summary>Address for checks, watches and catalogue reads. Default http://127.0.0.1:5080.</summary>
    public Uri QueryAddress { get; set; } = new("http://127.0.0.1:5080");

    /// <summary>Address for changes and catalogue writes. Default http://127.0.0.1:5081.</summary>
    public Uri RegistryAddress { get; set; } = new("http://127.0.0.1:5081");

    /// <summary>Longest time of one call, its retries included. Default 10 seconds. Streams have no deadline.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call is made at most while the service answers UNAVAILABLE; 1 turns retries off. Default 4.</summary>
    public int MaxAttempts { get; set; } = 4;

    /// <summary>Delay before the first retry; it doubles, with jitter. Default 100 milliseconds.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>PEM file of the certificate authority that signed the server's certificate; null: the system's. Renewed like the client certificate.</summary>
    public string? CaCertificateFile { get; set; }

    /// <summary>PEM file of the client certificate, its intermediate authorities after it; null: none. A renewed file counts from the next connection on; while it cannot be used,
    /// the last one counts.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>PEM file of the client certificate's key; null: in the certificate file.</summary>
    public string? ClientKeyFile { get; set; }

    /// <summary>Name that the server's certificate must bear, where the address is another one (an IP address, a tunnel); null: that of the
    /// address. Requests are made in this name too.</summary>
    public string? ServerName { get; set; }

    /// <summary>Largest message received, bytes. Default 16 MiB: whole catalogues and batches fit.</summary>
    public int MaxReceiveMessageBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Handler instead of a real connection, for tests; null: none. The caller disposes it.</summary>
    public HttpMessageHandler? Handler { get; set; }
}
