using Microsoft.Extensions.Options;

namespace CreditQuery.Log;

/// <summary>Checks what ranges cannot say of a log in Redis: addresses can be read, files exist. Each failure names the key to change.</summary>
public sealed class RedisLogRules : IValidateOptions<ChangeLogOptions>
{
    private const int MaxEndpoints = 8;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ChangeLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        if (!Enum.IsDefined(options.Kind))
        {
            failures.Add("Log:Kind: Embedded or Redis.");
        }

        if (options.Kind == LogKind.Redis)
        {
            CheckEndpoints(options.Redis.Endpoints, failures);
            CheckFile("Log:Redis:PasswordFile", options.Redis.PasswordFile, failures);
            CheckTls(options.Redis.Tls, failures);
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckEndpoints(string endpoints, List<string> failures)
    {
        var addresses = endpoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (addresses.Length is 0 or > MaxEndpoints || !addresses.All(IsAddress))
        {
            failures.Add($"Log:Redis:Endpoints: '{endpoints}' is not one to {MaxEndpoints} of host:port, separated by commas, for instance 127.0.0.1:6379.");
        }
    }

    private static bool IsAddress(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(address.AsSpan(colon + 1), out var port) && port > 0;
    }

    private static void CheckTls(RedisTlsOptions tls, List<string> failures)
    {
        CheckFile("Log:Redis:Tls:AuthoritiesPath", tls.AuthoritiesPath, failures);
        CheckFile("Log:Redis:Tls:CertificatePath", tls.CertificatePath, failures);
        CheckFile("Log:Redis:Tls:KeyPath", tls.KeyPath, failures);
        if (!tls.Enabled && (tls.AuthoritiesPath.Length > 0 || tls.CertificatePath.Length > 0))
        {
            failures.Add("Log:Redis:Tls:Enabled: false, though authorities or a certificate are named; nothing would be secured.");
        }
    }

    private static void CheckFile(string key, string path, List<string> failures)
    {
        if (path.Length > 0 && !File.Exists(path))
        {
            failures.Add($"{key}: no file {path}.");
        }
    }
}
