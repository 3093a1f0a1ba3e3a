using CreditQuery.FunctionalTests.Interop.Peers;
using CreditQuery.InteropHost.Client;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>Which case runs against which peer in which direction, and why the others do not.</summary>
internal static class InteropMatrix
{
    /// <summary>Cases that run once more over TLS: one of each kind of call, and metadata.</summary>
    public static readonly IReadOnlySet<string> OverTls =
        new HashSet<string> { "large_unary", "client_streaming", "server_streaming", "ping_pong", "custom_metadata" };

    private const string NoSuchCase = "the official Ruby client has no such case";
    private const string NoSwitch = "the library has no switch for the compression of one message in a stream";
    private const string HidesFlag = "the library does not show its server whether a message came compressed";
    private const string NeverCompresses = "the library's server never compresses, or only when the request was";
    private const string AcceptsNothing = "the library's client announces no coding, so our server must not compress";
    private const string IgnoresFields = "the official Ruby server does not look at the fields of this case";

    private static readonly string[] RubyClientLacks =
    [
        "server_compressed_unary", "server_compressed_streaming", "half_duplex", "slow_stream", "special_status_message",
        "concurrent_large_unary", "rpc_soak", "channel_soak",
    ];

    private static readonly string[] RubyServerIgnores =
    [
        "client_compressed_unary", "client_compressed_streaming", "server_compressed_unary", "server_compressed_streaming",
        "half_duplex", "slow_stream",
    ];

    private static readonly Dictionary<(string Case, string Peer, InteropDirection Direction), string> Reasons =
        Exceptions().ToDictionary(e => e.Key, e => e.Reason);

    public static IEnumerable<string> Cases => InteropCases.All.Keys;

    /// <summary>Why a row does not run; null when it does.</summary>
    public static string? ReasonAgainst(string testCase, string peer, InteropDirection direction) =>
        Reasons.GetValueOrDefault((testCase, peer, direction));

    /// <summary>The rows of one direction: peer, case, over TLS.</summary>
    public static IEnumerable<TheoryDataRow<string, string, bool>> Rows(InteropDirection direction) =>
        from peer in PeerCatalogue.All
        from testCase in Cases
        where ReasonAgainst(testCase, peer.Name, direction) is null
        from useTls in OverTls.Contains(testCase) ? new[] { false, true } : [false]
        select new TheoryDataRow<string, string, bool>(peer.Name, testCase, useTls);

    private static IEnumerable<((string, string, InteropDirection) Key, string Reason)> Exceptions()
    {
        foreach (var testCase in RubyClientLacks)
        {
            yield return ((testCase, "ruby", InteropDirection.PeerCalls), NoSuchCase);
        }

        foreach (var testCase in RubyServerIgnores)
        {
            yield return ((testCase, "ruby", InteropDirection.WeCall), IgnoresFields);
        }

        yield return (("client_compressed_streaming", "python", InteropDirection.PeerCalls), NoSwitch);
        yield return (("client_compressed_streaming", "go", InteropDirection.PeerCalls), NoSwitch);
        yield return (("server_compressed_unary", "go", InteropDirection.PeerCalls), AcceptsNothing);
        yield return (("server_compressed_streaming", "go", InteropDirection.PeerCalls), AcceptsNothing);
        yield return (("client_compressed_unary", "python", InteropDirection.WeCall), HidesFlag);
        yield return (("client_compressed_streaming", "python", InteropDirection.WeCall), HidesFlag);
        foreach (var peer in new[] { "node", "go" })
        {
            yield return (("server_compressed_unary", peer, InteropDirection.WeCall), NeverCompresses);
            yield return (("server_compressed_streaming", peer, InteropDirection.WeCall), NeverCompresses);
        }
    }
}
