using CreditQuery.FunctionalTests.Interop.Peers;
using CreditQuery.InteropHost.Client;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>Our client against independent servers, case by case.</summary>
public sealed class WeCallPeersTests(PeerServers servers) : IClassFixture<PeerServers>
{
    public static IEnumerable<TheoryDataRow<string, string, bool>> Rows => InteropMatrix.Rows(InteropDirection.WeCall);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task OurClient_ServerOfPeer_PassesTheCase(string peerName, string testCase, bool useTls)
    {
        var peer = PeerCatalogue.Get(peerName);
        if (PeerPresence.IsMissing(peer))
        {
            return;
        }

        var (server, port) = await servers.GetAsync(peer, useTls);
        using var output = new StringWriter();
        var code = await InteropClient.RunAsync(peer.OwnClient(servers.Folder, port, testCase, useTls), output);

        Assert.True(code == 0, $"{output}\nServer: {server.Report}");
    }
}
