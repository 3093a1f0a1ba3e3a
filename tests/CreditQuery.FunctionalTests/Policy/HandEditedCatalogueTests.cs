using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Policy;

/// <summary>A catalogue edited by hand: what is wrong is refused with file, path and reason, and the node keeps the one in force.</summary>
public sealed class HandEditedCatalogueTests
{
    /// <summary>What is right, what somebody wrote instead, the path and the reason that must be told.</summary>
    public static TheoryData<string, string, string, string> Slips => new()
    {
        { "when: [{lists: [wage_arrears]}]", "when: [{lists: [wage_arears]}]", "measures[limit_wage_arrears_employer].when[0].lists", "'wage_arears' is not in list_types" },
        {
            "legal_basis:\n      - {id: wage_regulation, article: 第四十八条}\n      - {id: mohrss_45}\n    policy_basis", "legal_basis: []\n    policy_basis",
            "measures[limit_wage_arrears_employer].legal_basis", "without a basis"
        },
        {
            "adopted: [{region: \"440400\", from: 2018-04-22}]}\n    legal_basis: []\n    policy_basis: [{id: zhuhai_2018, article: 三(三)}]",
            "adopted: [{region: \"440400\", from: 2018-04-22}, {region: \"440400\", from: 2020-01-01}]}\n    legal_basis: []\n    policy_basis: [{id: zhuhai_2018, article: 三(三)}]",
            "measures[priority_urban_settlement].adoption.adopted[1].from", "overlap"
        },
        { "scenarios: [settlement]\n", "scenarios: [settling]\n", "measures[priority_urban_settlement].scenarios", "'settling' is not in scenarios" },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public async Task PutCatalogue_EditedByHand_IsRefusedWithFilePathAndReason(string right, string wrong, string path, string reason)
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order());
        var before = await node.CheckAsync(Samples.AirCheck());
        var file = Edited(right, wrong);

        var validated = await node.Catalogues.ValidateCatalogueAsync(new ValidateCatalogueRequest { File = file }, NodeHost.Call());
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await node.CatalogueWrites.PutCatalogueAsync(Put(node, file), NodeHost.Call()));
        var after = await node.CheckAsync(Samples.AirCheck());

        Assert.False(validated.Valid);
        Assert.Contains(validated.Findings, f => f.Severity == "error" && f.Path == path && f.Reason.Contains(reason, StringComparison.Ordinal) && f.Line > 0);
        Assert.Equal("CATALOGUE_INVALID", Failures.ReasonOf(failure));
        Assert.Contains("file.content", Failures.FieldsOf(failure));
        Assert.Contains(path, Failures.TextOf(failure), StringComparison.Ordinal);
        Assert.Equal(before.Freshness.CatalogueVersion, after.Freshness.CatalogueVersion);
        Assert.Equal((Conclusion.Block, before.Freshness.Revision), (after.Conclusion, after.Freshness.Revision));
    }

    // The whole answer to "why", as a file needs it: entry, condition, decision, department, day, basis with article, remedy, repair.
    [Fact]
    public async Task CheckSubject_Explain_GivesEntryDecisionBasisRemedyAndRepair()
    {
        await using var node = await NodeHost.StartAsync();
        var order = Samples.Order();
        order.PutEntry.Contact = "执行局 0999-1234567";
        await node.ApplyAsync(order);
        var request = Samples.AirCheck();
        request.Explain = true;

        var answer = await node.CheckAsync(request);

        var why = Assert.Single(answer.Explanation.Why, w => w.Code == "limit_air_travel");
        Assert.Equal(("applies", "999999-court:1"), (why.Reason, why.EntryId));
        Assert.Contains("court_consumption_order", why.Condition, StringComparison.Ordinal);
        Assert.Equal(("(2026) test 1", "supreme_court", "最高人民法院", "2026-06-01"), (why.Decision.Number, why.Decision.Authority, why.Decision.AuthorityZh, why.Decision.DecidedOn));
        Assert.Contains(why.LegalBasis, b => b.Title.Contains("法释〔2015〕17号", StringComparison.Ordinal) && b.Article == "第三条(一)");
        Assert.Equal("not repairable", why.Repair);
        Assert.EndsWith("contact: 执行局 0999-1234567", why.Remedy, StringComparison.Ordinal);
    }

    private static PutCatalogueRequest Put(NodeHost node, CatalogueFile file) =>
        new() { File = file, ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test:catalogue" };

    private static CatalogueFile Edited(string right, string wrong)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "catalogues", "cn-2026.yaml")).Replace("effective_from: 2026-04-01", "effective_from: 2026-06-20", StringComparison.Ordinal);
        Assert.Contains(right, text, StringComparison.Ordinal);
        return new CatalogueFile { Name = "cn-2026", Content = ByteString.CopyFromUtf8(text.Replace(right, wrong, StringComparison.Ordinal)) };
    }
}
