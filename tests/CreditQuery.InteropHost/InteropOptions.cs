using System.Globalization;

namespace CreditQuery.InteropHost;

/// <summary>The command line; flags are named as those of the official interop clients and servers.</summary>
internal sealed record InteropOptions
{
    /// <summary>"server" (the default), "client" or "files".</summary>
    public string Command { get; init; } = "server";

    /// <summary>Port of the server; 0 for a free one, which it prints.</summary>
    public int Port { get; init; }

    public string ServerHost { get; init; } = "localhost";

    public int ServerPort { get; init; }

    /// <summary>The name that the server's certificate must carry; empty for the host's.</summary>
    public string ServerHostOverride { get; init; } = "";

    public bool UseTls { get; init; }

    /// <summary>PEM file of the authority that the client trusts; empty for those of the machine.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Name of the case to run.</summary>
    public string TestCase { get; init; } = "";

    /// <summary>Calls of the soak cases.</summary>
    public int SoakIterations { get; init; } = 10;

    /// <summary>Calls at a time in concurrent_large_unary.</summary>
    public int ConcurrentCalls { get; init; } = 1000;

    /// <summary>PEM file of the server's certificate; empty for one made at start.</summary>
    public string CertFile { get; init; } = "";

    /// <summary>PEM file of the server's private key.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>Folder that receives certificates and descriptors for peers in other languages; empty for none.</summary>
    public string Out { get; init; } = "";

    /// <exception cref="ArgumentException">An unknown flag or a value of the wrong form.</exception>
    public static InteropOptions Parse(IReadOnlyList<string> args)
    {
        var options = new InteropOptions();
        var first = 0;
        if (args.Count > 0 && !args[0].StartsWith('-'))
        {
            options = options with { Command = args[0] };
            first = 1;
        }

        for (var i = first; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) switch
            {
                [var n, var v] => (n, v),
                _ when i + 1 < args.Count => (args[i], args[++i]),
                _ => throw new ArgumentException($"{args[i]} has no value."),
            };
            options = options.With(name.TrimStart('-'), value);
        }

        return options;
    }

    /// <summary>Says how the command line looks.</summary>
    public static int Explain()
    {
        Console.Error.WriteLine("""
            server [--port=N] [--use_tls=true|false] [--cert_file=PEM --key_file=PEM] [--out=FOLDER]
            client --server_host=HOST --server_port=N --test_case=NAME [--use_tls=true|false] [--ca_file=PEM]
                   [--server_host_override=NAME] [--soak_iterations=N] [--concurrent_calls=N]
            files --out=FOLDER
            """);
        return 1;
    }

    private InteropOptions With(string name, string value) => name switch
    {
        "port" => this with { Port = Number(value) },
        "server_host" => this with { ServerHost = value },
        "server_port" => this with { ServerPort = Number(value) },
        "server_host_override" => this with { ServerHostOverride = value },
        "use_tls" => this with { UseTls = bool.Parse(value) },
        "ca_file" => this with { CaFile = value },
        "cert_file" => this with { CertFile = value },
        "key_file" => this with { KeyFile = value },
        "test_case" => this with { TestCase = value },
        "soak_iterations" => this with { SoakIterations = Number(value) },
        "concurrent_calls" => this with { ConcurrentCalls = Number(value) },
        "out" => this with { Out = value },
        _ => throw new ArgumentException($"--{name} is not known."),
    };

    private static int Number(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
}
