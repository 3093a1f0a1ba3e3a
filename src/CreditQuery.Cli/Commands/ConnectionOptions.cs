using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.Client;
using CreditQuery.Log;

namespace CreditQuery.Cli.Commands;

/// <summary>Options of every command that calls the service.</summary>
internal sealed class ConnectionOptions
{
    private const string QueryVariable = "CREDITQUERY_SERVER";
    private const string RegistryVariable = "CREDITQUERY_REGISTRY";

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"Address for checks and reads; default {QueryVariable} or http://127.0.0.1:5080.",
        HelpName = "url",
        Recursive = true,
    };

    private readonly Option<string?> _registry = new("--registry")
    {
        Description = $"Address for changes; default {RegistryVariable} or http://127.0.0.1:5081.",
        HelpName = "url",
        Recursive = true,
    };

    private readonly Option<FileInfo?> _ca = new("--ca") { Description = "PEM file of the authority that signed the server's certificate.", HelpName = "file", Recursive = true };
    private readonly Option<FileInfo?> _certificate = new("--cert") { Description = "PEM file of the client certificate.", HelpName = "file", Recursive = true };
    private readonly Option<FileInfo?> _key = new("--cert-key") { Description = "PEM file of its key; default: in the certificate file.", HelpName = "file", Recursive = true };
    private readonly Option<string?> _serverName = new("--server-name") { Description = "Name that the server's certificate must bear; default: the host of the address.", HelpName = "name", Recursive = true };

    private readonly Option<TimeSpan> _timeout = new("--timeout")
    {
        Description = "Longest time of one call, retries included, for instance 500ms, 10s, 2m. Default 10s.",
        HelpName = "time",
        Recursive = true,
        CustomParser = Durations.Parse,
        DefaultValueFactory = static _ => TimeSpan.FromSeconds(10),
    };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_server);
        root.Options.Add(_registry);
        root.Options.Add(_ca);
        root.Options.Add(_certificate);
        root.Options.Add(_key);
        root.Options.Add(_serverName);
        root.Options.Add(_timeout);
    }

    /// <summary>Makes the client that a command line asks for.</summary>
    public CreditQueryClient Connect(ParseResult parsed) => Connect(parsed, static options => new CreditQueryClient(options));

    /// <summary>Makes something else that connects.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="make">Makes it.</param>
    public T Connect<T>(ParseResult parsed, Func<CreditQueryClientOptions, T> make)
    {
        var options = new CreditQueryClientOptions
        {
            Deadline = parsed.GetValue(_timeout),
            CaCertificateFile = Existing(parsed.GetValue(_ca)),
            ClientCertificateFile = Existing(parsed.GetValue(_certificate)),
            ClientKeyFile = Existing(parsed.GetValue(_key)),
            ServerName = parsed.GetValue(_serverName),
        };
        options.QueryAddress = Address(parsed.GetValue(_server), QueryVariable, options.QueryAddress);
        options.RegistryAddress = Address(parsed.GetValue(_registry), RegistryVariable, options.RegistryAddress);
        RequireTls(options);
        try
        {
            RequireValidToday(options);
            return make(options);
        }
        catch (CryptographicException e)
        {
            throw new CommandFailure(ExitCodes.BadFile, $"A certificate or key file cannot be used: {e.Message}", "--ca, --cert and --cert-key take PEM files; a key without a passphrase.");
        }
    }

    /// <summary>The same files for TLS to Redis.</summary>
    public RedisTlsOptions RedisTls(ParseResult parsed) => new()
    {
        Enabled = true,
        AuthoritiesPath = Existing(parsed.GetValue(_ca)) ?? "",
        ServerName = parsed.GetValue(_serverName) ?? "",
        CertificatePath = Existing(parsed.GetValue(_certificate)) ?? "",
        KeyPath = Existing(parsed.GetValue(_key)) ?? "",
    };

    /// <summary>Certificates that are given for an address in clear would protect nothing.</summary>
    private static void RequireTls(CreditQueryClientOptions options)
    {
        var wantsTls = (options.CaCertificateFile ?? options.ClientCertificateFile ?? options.ClientKeyFile ?? options.ServerName) is not null;
        if (wantsTls && options.QueryAddress.Scheme != Uri.UriSchemeHttps && options.RegistryAddress.Scheme != Uri.UriSchemeHttps)
        {
            throw new CommandFailure(ExitCodes.Usage, "Certificates are given, but the address is in clear.", "Write the address as https://host:port.");
        }

        if (options is { ClientKeyFile: not null, ClientCertificateFile: null })
        {
            throw new CommandFailure(ExitCodes.Usage, "--cert-key needs --cert.", "Give the certificate of the key.");
        }
    }

    /// <summary>A node says nothing to a caller whose certificate has expired, so it is said here.</summary>
    private static void RequireValidToday(CreditQueryClientOptions options)
    {
        if (options.ClientCertificateFile is not { } file)
        {
            return;
        }

        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        var now = TimeProvider.System.GetLocalNow().DateTime;
        if (now > certificate.NotAfter || now < certificate.NotBefore)
        {
            throw new CommandFailure(
                ExitCodes.BadFile,
                string.Create(CultureInfo.InvariantCulture, $"The client certificate is valid from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}, not now."),
                "Give one that is: --cert, --cert-key.");
        }
    }

    private static Uri Address(string? given, string variable, Uri otherwise)
    {
        var text = given ?? Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(text) ? otherwise : Address(text);
    }

    /// <summary>Reads an address.</summary>
    public static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address
            : throw new CommandFailure(ExitCodes.Usage, $"'{text}' is no address.", "Write it as http://host:port or https://host:port.");

    private static string? Existing(FileInfo? file) => file switch
    {
        null => null,
        { Exists: true } => file.FullName,
        _ => throw new CommandFailure(ExitCodes.BadFile, $"There is no file {file}.", "Check the path."),
    };
}
