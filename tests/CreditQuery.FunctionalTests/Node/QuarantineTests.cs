using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Quarantine over the wire: listed, told to those who ask, resolved; paged.</summary>
public sealed class QuarantineTests
{
    [Fact]
    public async Task ResolveQuarantine_OfAnEvent_IsListedAsResolvedOnce()
    {
        await using var node = await NodeHost.StartAsync();
        await AppendMalformedAsync(node, 1);
        var revision = Assert.Single((await ListAsync(node)).Events).Revision;

        var resolved = await node.ApplyAsync(Resolve(revision));
        var listed = Assert.Single((await ListAsync(node)).Events);
        var again = await TryAsync(node, Resolve(revision));
        var unknown = await TryAsync(node, Resolve(revision + 100));

        Assert.Equal(OutcomeKind.Applied, Assert.Single(resolved.Outcomes).Kind);
        Assert.True(listed.Resolved);
        Assert.NotEqual("", listed.Reason);
        Assert.Equal(OutcomeKind.NoChange, again.Kind);
        Assert.Equal((OutcomeKind.Refused, RefusalReason.NoSuchObject), (unknown.Kind, unknown.Reason));
    }

    [Fact]
    public async Task ListQuarantine_InPages_TellsEachEventOnce()
    {
        await using var node = await NodeHost.StartAsync();
        await AppendMalformedAsync(node, 5);

        var revisions = new List<ulong>();
        var token = "";
        do
        {
            var page = await ListAsync(node, 2, token);
            revisions.AddRange(page.Events.Select(e => e.Revision));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal([2UL, 3UL, 4UL, 5UL, 6UL], revisions);
    }

    private static Change Resolve(ulong revision) => new() { ResolveQuarantine = new ResolveQuarantine { Revision = revision, Resolution = "looked at, nothing to repeat" } };

    private static async Task<ListQuarantineResponse> ListAsync(NodeHost node, uint size = 0, string token = "") =>
        await node.Registry.ListQuarantineAsync(new ListQuarantineRequest { PageSize = size, PageToken = token }, NodeHost.Call());

    private static async Task<ChangeOutcome> TryAsync(NodeHost node, Change change)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test:writer" };
        request.Changes.Add(change);
        return Assert.Single((await node.Registry.ApplyChangesAsync(request, NodeHost.Call())).Outcomes);
    }

    private static async Task AppendMalformedAsync(NodeHost node, int count)
    {
        var log = ((Server.Hosting.Node)node.Services.GetService(typeof(Server.Hosting.Node))!).Require().Log;
        for (var i = 0; i < count; i++)
        {
            await log.AppendAsync(new byte[] { 0xFF, 0xFF, 0xFF }, CreditQuery.Log.ChangeId.New(node.Clock), "test", TestContext.Current.CancellationToken);
        }

        await node.ApplyAsync(Samples.Order());
    }
}
