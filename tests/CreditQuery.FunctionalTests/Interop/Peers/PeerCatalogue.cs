namespace CreditQuery.FunctionalTests.Interop.Peers;

/// <summary>All peers.</summary>
internal static class PeerCatalogue
{
    private const string Node = "/usr/bin/node";
    private const string Python = "/usr/bin/python3";

    private static readonly string GoProgram = InteropFolder.InTree("artifacts/interop/go-peer");

    private static readonly string OwnProgram =
        Path.Combine(AppContext.BaseDirectory, "CreditQuery.InteropHost" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    public static IReadOnlyList<Peer> All { get; } =
    [
        new(
            "own",
            "our own, as processes",
            new PeerCommand(OwnProgram, "client"),
            new PeerCommand(OwnProgram, "server"),
            OwnProgram),
        new(
            "node",
            "JavaScript, @grpc/grpc-js",
            new PeerCommand(Node, InteropFolder.InTree("tests/interop/node/client.js")),
            new PeerCommand(Node, InteropFolder.InTree("tests/interop/node/server.js")),
            Node,
            InteropFolder.InTree("tests/interop/node/node_modules/@grpc/grpc-js/package.json")),
        new(
            "python",
            "C-core through Debian's python3-grpcio",
            new PeerCommand(Python, InteropFolder.InTree("tests/interop/python/client.py")),
            new PeerCommand(Python, InteropFolder.InTree("tests/interop/python/server.py")),
            Python,
            "/usr/lib/python3/dist-packages/grpc/__init__.py",
            "/usr/lib/python3/dist-packages/google/protobuf/__init__.py"),
        new RubyPeer(),
        new(
            "go",
            "Go, Debian's golang-google-grpc-dev",
            new PeerCommand(GoProgram, "client"),
            new PeerCommand(GoProgram, "server"),
            GoProgram),
    ];

    public static Peer Get(string name) => All.Single(p => p.Name == name);
}
