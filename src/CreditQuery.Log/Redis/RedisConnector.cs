using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace CreditQuery.Log.Redis;

/// <summary>Connects to one address: password, TLS, scripts.</summary>
/// <remarks>One address per connection, and no reconnecting by the library: which server is the master, and when a connection is given up, is decided here.</remarks>
internal sealed class RedisConnector(RedisSettings settings)
{
    private readonly RedisLogOptions _options = settings.Options;

    /// <summary>Connects and loads the scripts.</summary>
    /// <exception cref="ChangeLogUnavailableException">No connection within <see cref="RedisLogOptions.ConnectTimeout"/>, or Redis refuses it.</exception>
    public async Task<RedisServer> ConnectAsync(string endpoint, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(endpoint, cancellationToken);
        var server = new RedisServer(connection, endpoint, settings);
        try
        {
            foreach (var script in RedisScript.All.Append(settings.Append).Distinct())
            {
                await server.ExecuteAsync("SCRIPT", ["LOAD", script.Text], cancellationToken);
            }

            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private async Task<ConnectionMultiplexer> OpenAsync(string endpoint, CancellationToken cancellationToken)
    {
        Task<ConnectionMultiplexer>? connecting = null;
        try
        {
            connecting = ConnectionMultiplexer.ConnectAsync(Configure(endpoint));
            return await connecting.WaitAsync(_options.ConnectTimeout, settings.Time, cancellationToken);
        }
        catch (Exception fault) when (fault is RedisConnectionException or TimeoutException or IOException or System.Security.Cryptography.CryptographicException)
        {
            // What connects too late is closed when it comes.
            _ = connecting?.ContinueWith(
                static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            var reason = fault is TimeoutException ? $"no connection within {_options.ConnectTimeout.TotalSeconds:0.###} s" : fault.Message;
            throw new ChangeLogUnavailableException($"{settings.WhereAt(endpoint)}: {reason}", fault);
        }
    }

    private ConfigurationOptions Configure(string endpoint)
    {
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = (int)_options.ConnectTimeout.TotalMilliseconds,
            SyncTimeout = (int)_options.CallTimeout.TotalMilliseconds,
            ClientName = "creditquery",
            Password = Password(),

            // No keys and channels of the library's own: the user of a registry may be allowed that registry alone.
            ConfigurationChannel = "",
            TieBreaker = "",
        };
        configuration.EndPoints.Add(endpoint);
        if (_options.Tls.Enabled)
        {
            SecureBy(_options.Tls, configuration, endpoint);
        }

        return configuration;
    }

    // Null: no AUTH is sent.
    private string? Password()
    {
        var password = _options.PasswordFile.Length > 0 ? File.ReadAllText(_options.PasswordFile).Trim() : _options.Password;
        return password.Length > 0 ? password : null;
    }

    private static void SecureBy(RedisTlsOptions tls, ConfigurationOptions configuration, string endpoint)
    {
        configuration.Ssl = true;
        configuration.SslHost = tls.ServerName.Length > 0 ? tls.ServerName : endpoint[..endpoint.LastIndexOf(':')];
        if (tls.AuthoritiesPath.Length > 0)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(tls.AuthoritiesPath);
            configuration.CertificateValidation += (_, certificate, _, errors) => IsTrusted(certificate, errors, authorities);
        }

        if (tls.CertificatePath.Length > 0)
        {
            var own = X509Certificate2.CreateFromPemFile(tls.CertificatePath, tls.KeyPath.Length > 0 ? tls.KeyPath : tls.CertificatePath);
            configuration.CertificateSelection += (_, _, _, _, _) => own;
        }
    }

    // The name must be right; that the system does not know the authority does not matter, ours must have signed.
    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(new X509Certificate2(certificate));
    }
}
