using CreditQuery.InteropHost;

namespace CreditQuery.FunctionalTests.Interop.Peers;

/// <summary>The official client and server inside Debian's ruby-grpc; the server has a certificate of its own.</summary>
internal sealed class RubyPeer() : Peer(
    "ruby",
    "Ruby, the official client and server of Debian's ruby-grpc",
    new PeerCommand(Ruby, InteropFolder.InTree("tests/interop/ruby/client.rb")),
    new PeerCommand(Ruby, InteropFolder.InTree("tests/interop/ruby/server.rb")),
    Ruby,
    GemFile)
{
    private const string Ruby = "/usr/bin/ruby";

    // The package puts the sources of the gem below the folder of its architecture and Ruby version.
    private static readonly string Gem = FindGem();

    private static string GemFile => Path.Combine(Gem, "src/ruby/pb/test/client.rb");

    /// <remarks>Its server has 30 threads and refuses what comes on top.</remarks>
    public override int ConcurrentCalls => 20;

    /// <remarks>The public test certificate of gRPC.</remarks>
    public override string ServerName => "foo.test.google.fr";

    public override PeerCommand Client(InteropFolder folder, int port, string testCase, bool useTls) => new(
        Ruby,
        InteropFolder.InTree("tests/interop/ruby/client.rb"),
        "--server_host=localhost",
        $"--server_port={port}",
        $"--test_case={testCase}",
        $"--use_tls={Flag(useTls)}",
        "--use_test_ca=false")
    {
        Environment = new Dictionary<string, string> { ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = folder.Authority },
    };

    public override PeerCommand Server(InteropFolder folder, bool useTls) =>
        new(Ruby, InteropFolder.InTree("tests/interop/ruby/server.rb"), "--port=0", $"--use_tls={Flag(useTls)}");

    public override InteropOptions OwnClient(InteropFolder folder, int port, string testCase, bool useTls) =>
        base.OwnClient(folder, port, testCase, useTls) with
        {
            ServerHostOverride = useTls ? ServerName : "",
            CaFile = Path.Combine(Gem, "src/ruby/spec/testdata/ca.pem"),
        };

    private static string FindGem()
    {
        const string Libraries = "/usr/lib";
        var found = Directory.Exists(Libraries)
            ? Directory.EnumerateDirectories(Libraries, "*-linux-gnu*")
                .Select(folder => Path.Combine(folder, "rubygems-integration"))
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateDirectories)
                .Select(folder => Path.Combine(folder, "gems"))
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateDirectories(folder, "grpc-*"))
                .FirstOrDefault()
            : null;
        return found ?? Path.Combine(Libraries, "rubygems-integration/grpc");
    }
}
