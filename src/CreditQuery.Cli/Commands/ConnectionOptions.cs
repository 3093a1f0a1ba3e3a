using System.CommandLine;
using CreditQuery.Client;

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
        root.Options.Add(_timeout);
    }

    /// <summary>Makes the client that a command line asks for.</summary>
    public CreditQueryClient Connect(ParseResult parsed)
    {
        var options = new CreditQueryClientOptions
        {
            Deadline = parsed.GetValue(_timeout),
            CaCertificateFile = Existing(parsed.GetValue(_ca)),
            ClientCertificateFile = Existing(parsed.GetValue(_certificate)),
            ClientKeyFile = Existing(parsed.GetValue(_key)),
        };
        options.QueryAddress = Address(parsed.GetValue(_server), QueryVariable, options.QueryAddress);
        options.RegistryAddress = Address(parsed.GetValue(_registry), RegistryVariable, options.RegistryAddress);
        return new CreditQueryClient(options);
    }

    private static Uri Address(string? given, string variable, Uri otherwise)
    {
        var text = given ?? Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address
            : throw new CommandFailure(ExitCodes.Usage, $"'{text}' is no address.", "Write it as http://host:port or https://host:port.");
    }

    private static string? Existing(FileInfo? file) => file switch
    {
        null => null,
        { Exists: true } => file.FullName,
        _ => throw new CommandFailure(ExitCodes.BadFile, $"There is no file {file}.", "Check the path."),
    };
}
