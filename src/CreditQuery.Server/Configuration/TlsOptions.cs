using System.ComponentModel;

namespace CreditQuery.Server.Configuration;

/// <summary>TLS for both endpoints, callers known by certificate.</summary>
public sealed class TlsOptions
{
    /// <summary>Certificate of the node, PEM; its intermediate authorities may follow it. All three files are read at each handshake.</summary>
    /// <value>Path; empty (default): no TLS, loopback only.</value>
    [Description("PEM file of the certificate of the node; none: no TLS.")]
    public string CertificatePath { get; set; } = "";

    /// <summary>Its private key, PEM.</summary>
    /// <value>Path; required with a certificate.</value>
    [Description("PEM file of its private key.")]
    public string KeyPath { get; set; } = "";

    /// <summary>Authorities that callers' certificates must come from, PEM.</summary>
    /// <value>Path; required with a certificate. The system's own authorities are not used.</value>
    [Description("PEM file of the authorities that callers' certificates must come from.")]
    public string ClientAuthoritiesPath { get; set; } = "";

    /// <summary>Whether TLS is configured at all.</summary>
    internal bool IsOn => CertificatePath.Length > 0;
}
