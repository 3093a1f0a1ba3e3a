using CreditQuery.FunctionalTests.Interop.Peers;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>Independent clients against our server, case by case.</summary>
public sealed class PeersCallUsTests(OwnServers servers) : IClassFixture<OwnServers>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    public static IEnumerable<TheoryDataRow<string, string, bool>> Rows => InteropMatrix.Rows(InteropDirection.PeerCalls);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Client_OfPeer_PassesTheCase(string peerName, string testCase, bool useTls)
    {
        var peer = PeerCatalogue.Get(peerName);
        if (PeerPresence.IsMissing(peer))
        {
            return;
        }

        await using var client = new PeerProcess(peer.Client(servers.Folder, servers.Port(useTls), testCase, useTls));
        var code = await client.ExitAsync(Limit);

        Assert.True(code == 0, $"{(code is null ? "did not end in time" : $"exit code {code}")}: {client.Report}");
    }
}
