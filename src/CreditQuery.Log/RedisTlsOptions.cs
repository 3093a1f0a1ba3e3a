using System.ComponentModel;

namespace CreditQuery.Log;

/// <summary>TLS to Redis.</summary>
public sealed class RedisTlsOptions
{
    /// <summary>Whether the connections use TLS.</summary>
    /// <value>Default false. Without it password and events cross the network readable: for loopback and private links only.</value>
    [Description("Whether connections to Redis use TLS.")]
    public bool Enabled { get; set; }

    /// <summary>Authorities that the certificate of Redis must come from, PEM.</summary>
    /// <value>Path; empty (default): those of the system.</value>
    [Description("PEM file of the authorities that the certificate of Redis must come from; none: those of the system.")]
    public string AuthoritiesPath { get; set; } = "";

    /// <summary>Name that the certificate of Redis must bear.</summary>
    /// <value>Empty (default): the host of the address.</value>
    [Description("Name that the certificate of Redis must bear; none: the host of the address.")]
    public string ServerName { get; set; } = "";

    /// <summary>Certificate of this node, PEM.</summary>
    /// <value>Path; empty (default): none is shown.</value>
    [Description("PEM file of the certificate that this node shows to Redis.")]
    public string CertificatePath { get; set; } = "";

    /// <summary>Its private key, PEM.</summary>
    /// <value>Path; empty (default): it stands in the certificate's file.</value>
    [Description("PEM file of its private key; none: it stands in the same file.")]
    public string KeyPath { get; set; } = "";
}
