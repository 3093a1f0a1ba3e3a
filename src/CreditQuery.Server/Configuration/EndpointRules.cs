using System.Net;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks what ranges cannot say: endpoints can be read, and beyond loopback there is TLS with client certificates.</summary>
/// <remarks>Each failure names the key to change. Source: architecture, chapter 10.</remarks>
internal sealed class EndpointRules : IValidateOptions<ServerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var failures = new List<string>();
        CheckEndpoint("Server:QueryEndpoint", options.QueryEndpoint, options.Tls, failures);
        CheckEndpoint("Server:RegistryEndpoint", options.RegistryEndpoint, options.Tls, failures);
        CheckTls(options.Tls, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckEndpoint(string key, string value, TlsOptions tls, List<string> failures)
    {
        if (!EndpointAddress.TryParse(value, out var endpoint))
        {
            failures.Add($"{key}: '{value}' is not an address with a port, for instance 127.0.0.1:5080.");
        }
        else if (!IPAddress.IsLoopback(endpoint.Address) && !tls.IsOn)
        {
            failures.Add($"{key}: {value} can be reached from other machines; set Server:Tls:CertificatePath, Server:Tls:KeyPath and "
                + "Server:Tls:ClientAuthoritiesPath, or listen on 127.0.0.1.");
        }
    }

    private static void CheckTls(TlsOptions tls, List<string> failures)
    {
        if (!tls.IsOn)
        {
            return;
        }

        CheckFile("Server:Tls:CertificatePath", tls.CertificatePath, failures);
        CheckFile("Server:Tls:KeyPath", tls.KeyPath, failures);
        CheckFile("Server:Tls:ClientAuthoritiesPath", tls.ClientAuthoritiesPath, failures);
    }

    private static void CheckFile(string key, string path, List<string> failures)
    {
        if (path.Length == 0)
        {
            failures.Add($"{key}: required with Server:Tls:CertificatePath.");
        }
        else if (!File.Exists(path))
        {
            failures.Add($"{key}: no file {path}.");
        }
    }
}
