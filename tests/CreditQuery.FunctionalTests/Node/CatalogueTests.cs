using System.Text;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

public sealed class CatalogueTests
{
    [Fact]
    public async Task ListCatalogues_FirstStart_HoldsTheShippedOne()
    {
        await using var node = await NodeHost.StartAsync();

        var list = await node.Catalogues.ListCataloguesAsync(new ListCataloguesRequest(), NodeHost.Call());
        var whole = await node.Catalogues.GetCatalogueAsync(new GetCatalogueRequest { Version = list.Versions[0].Version }, NodeHost.Call());

        var version = Assert.Single(list.Versions);
        Assert.True(version.InForce);
        Assert.Equal(1UL, version.Revision);
        Assert.Equal(File.ReadAllBytes(Shipped("cn-2026")), whole.File.Content.ToByteArray());
    }

    [Fact]
    public async Task GetCatalogue_UnknownVersion_IsNotFound()
    {
        await using var node = await NodeHost.StartAsync();

        var unknown = await Assert.ThrowsAsync<RpcException>(
            async () => await node.Catalogues.GetCatalogueAsync(new GetCatalogueRequest { Version = "x@1" }, NodeHost.Call()));
        var tooEarly = await Assert.ThrowsAsync<RpcException>(
            async () => await node.Catalogues.GetCatalogueAsync(new GetCatalogueRequest { AsOf = "1999-01-01" }, NodeHost.Call()));

        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("UNKNOWN_CATALOGUE", Failures.ReasonOf(tooEarly));
    }

    [Fact]
    public async Task ValidateCatalogue_BadFile_SaysWhere()
    {
        await using var node = await NodeHost.StartAsync();

        var answer = await node.Catalogues.ValidateCatalogueAsync(
            new ValidateCatalogueRequest { File = new CatalogueFile { Name = "x", Content = ByteString.CopyFromUtf8("catalogue: x\nnonsense: 1\n") } }, NodeHost.Call());

        Assert.False(answer.Valid);
        Assert.Equal("", answer.Version);
        Assert.Contains(answer.Findings, finding => finding.Severity == "error" && finding.Reason.Length > 0);
    }

    [Fact]
    public async Task PutCatalogue_LaterVersion_CountsFromItsDay()
    {
        await using var node = await NodeHost.StartAsync();
        var file = Changed("2026-06-20");

        var put = await node.CatalogueWrites.PutCatalogueAsync(Put(node, file), NodeHost.Call());
        var before = await node.CheckAsync(Samples.LicenseCheck());
        node.Clock.Now += TimeSpan.FromDays(6);
        var after = await node.CheckAsync(Samples.LicenseCheck());

        Assert.False(put.Version.InForce);
        Assert.NotEqual(put.Version.Version, before.Freshness.CatalogueVersion);
        Assert.Equal(put.Version.Version, after.Freshness.CatalogueVersion);
    }

    [Fact]
    public async Task PutCatalogue_PastDay_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await node.CatalogueWrites.PutCatalogueAsync(Put(node, Changed("2026-05-01")), NodeHost.Call()));

        Assert.Equal("CATALOGUE_INVALID", Failures.ReasonOf(failure));
    }

    [Fact]
    public async Task DiffCatalogues_ChangedName_IsTold()
    {
        await using var node = await NodeHost.StartAsync();
        var changed = Encoding.UTF8.GetBytes(Text("2026-06-20").Replace("name_zh: 限制消费令", "name_zh: 限制消费决定", StringComparison.Ordinal));
        var file = new CatalogueFile { Name = "cn-2026", Content = ByteString.CopyFrom(changed) };

        var diff = await node.Catalogues.DiffCataloguesAsync(new DiffCataloguesRequest { ToFile = file }, NodeHost.Call());

        Assert.Contains(diff.Differences, difference => difference.Path.Contains("court_consumption_order", StringComparison.Ordinal) && difference.Change == "changed");
    }

    private static PutCatalogueRequest Put(NodeHost node, CatalogueFile file) =>
        new() { File = file, ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test:catalogue" };

    private static CatalogueFile Changed(string from) => new() { Name = "cn-2026", Content = ByteString.CopyFromUtf8(Text(from)) };

    private static string Text(string from) =>
        File.ReadAllText(Shipped("cn-2026")).Replace("effective_from: 2026-04-01", $"effective_from: {from}", StringComparison.Ordinal);

    private static string Shipped(string name) => Path.Combine(AppContext.BaseDirectory, "catalogues", name + ".yaml");
}
