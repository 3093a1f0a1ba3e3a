using System.Net;
using System.Security.Cryptography;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Replication;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks what ranges cannot say: nobody reads a checkpoint whom the operator has not named.</summary>
/// <remarks>Each failure names the key to change. A checkpoint holds everything that is known of everyone, under pseudonyms. Source: ADR 0022.</remarks>
internal sealed class ReplicationRules(IOptions<ServerOptions> server) : IValidateOptions<ReplicationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReplicationOptions options)
    {
        var failures = new List<string>();
        CheckServing(options, failures);
        CheckAsking(options, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private void CheckServing(ReplicationOptions options, List<string> failures)
    {
        var tls = server.Value.Tls.IsOn;
        for (var i = 0; i < options.Peers.Count; i++)
        {
            if (!IsPeer(options.Peers[i]))
            {
                failures.Add($"Replication:Peers:{i}: '{options.Peers[i]}' is neither the SHA-256 of a certificate (64 hexadecimal characters) nor a subject (CN=…).");
            }
        }

        if (options.Peers.Count > 0 && !tls)
        {
            failures.Add("Replication:Peers: peers are known by their certificates, and there are none without Server:Tls:CertificatePath.");
        }

        if (options.AllowLoopbackWithoutTls && (tls || !EndpointAddress.TryParse(server.Value.RegistryEndpoint, out var endpoint) || !IPAddress.IsLoopback(endpoint.Address)))
        {
            failures.Add("Replication:AllowLoopbackWithoutTls: only for development, with Server:RegistryEndpoint on 127.0.0.1 and without TLS; name the peers in Replication:Peers.");
        }
    }

    private void CheckAsking(ReplicationOptions options, List<string> failures)
    {
        foreach (var (key, path) in new[] { ("AuthoritiesPath", options.AuthoritiesPath), ("CertificatePath", options.CertificatePath), ("KeyPath", options.KeyPath) })
        {
            if (path.Length > 0 && !File.Exists(path))
            {
                failures.Add($"Replication:{key}: no file {path}.");
            }
        }

        if (!options.Asks)
        {
            return;
        }

        if (!Uri.TryCreate(options.From, UriKind.Absolute, out var from) || from.Scheme is not ("http" or "https"))
        {
            failures.Add($"Replication:From: '{options.From}' is no address, for instance https://node-1:5081.");
        }
        else if (from.Scheme == "http" && !from.IsLoopback)
        {
            failures.Add($"Replication:From: {options.From} is on another machine, and in clear; use https.");
        }
        else if (from.Scheme == "https" && (options.CertificatePath.Length == 0 || options.AuthoritiesPath.Length == 0) && !server.Value.Tls.IsOn)
        {
            failures.Add("Replication:From: needs Replication:CertificatePath, Replication:KeyPath and Replication:AuthoritiesPath, or Server:Tls.");
        }
    }

    private static bool IsPeer(string peer)
    {
        try
        {
            return PeerName.Read(peer) is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
