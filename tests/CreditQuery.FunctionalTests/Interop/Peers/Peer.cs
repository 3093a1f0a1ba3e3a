using CreditQuery.InteropHost;

namespace CreditQuery.FunctionalTests.Interop.Peers;

/// <summary>An implementation of gRPC in a process of its own, with the flags that our peers under tests/interop share.</summary>
internal class Peer(string name, string implementation, PeerCommand client, PeerCommand server, params string[] needed)
{
    public string Name { get; } = name;

    /// <summary>What it is made of, for the documents.</summary>
    public string Implementation { get; } = implementation;

    /// <summary>Calls at a time that its server is asked for.</summary>
    public virtual int ConcurrentCalls => 100;

    /// <summary>Name on the certificate of its server under TLS.</summary>
    public virtual string ServerName => "localhost";

    /// <summary>What keeps this machine from running it; null when nothing does.</summary>
    public string? Missing() => needed.FirstOrDefault(path => !File.Exists(path)) is { } path
        ? $"{path} is missing for the interop peer \"{Name}\": run eng/install-test-peers.sh."
        : null;

    /// <summary>The peer's client for one case against a server of ours.</summary>
    public virtual PeerCommand Client(InteropFolder folder, int port, string testCase, bool useTls) => WithEnvironment(folder, client with
    {
        Arguments =
        [
            .. client.Arguments,
            "--server_host=localhost",
            $"--server_port={port}",
            $"--test_case={testCase}",
            $"--use_tls={Flag(useTls)}",
            $"--ca_file={folder.Authority}",
            $"--concurrent_calls={ConcurrentCalls}",
        ],
    });

    /// <summary>The peer's server on a port that it finds itself.</summary>
    public virtual PeerCommand Server(InteropFolder folder, bool useTls) => WithEnvironment(folder, server with
    {
        Arguments =
        [
            .. server.Arguments,
            "--port=0",
            $"--use_tls={Flag(useTls)}",
            $"--cert_file={folder.Certificate}",
            $"--key_file={folder.Key}",
        ],
    });

    /// <summary>Our client's options for the peer's server.</summary>
    public virtual InteropOptions OwnClient(InteropFolder folder, int port, string testCase, bool useTls) => new()
    {
        ServerPort = port,
        TestCase = testCase,
        UseTls = useTls,
        CaFile = folder.Authority,
        ConcurrentCalls = ConcurrentCalls,
    };

    protected static string Flag(bool value) => value ? "true" : "false";

    private static PeerCommand WithEnvironment(InteropFolder folder, PeerCommand command) =>
        command with { Environment = new Dictionary<string, string> { ["INTEROP_DESCRIPTORS"] = folder.Descriptors } };
}
