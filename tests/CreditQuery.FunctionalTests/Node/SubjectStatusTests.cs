using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>GetSubject: everything known, per scenario.</summary>
public sealed class SubjectStatusTests
{
    [Fact]
    public async Task GetSubject_ScenarioThatNeedsAnItem_TellsTheMeasuresOfEveryItem()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Describe(), Samples.Order());

        var named = await AskAsync(node, request => request.Scenarios.Add(["consumption", "consumption"]));
        var all = await AskAsync(node, static _ => { });

        var consumption = Assert.Single(named.Scenarios);
        Assert.Equal(Conclusion.Unspecified, consumption.Conclusion);
        var codes = consumption.Measures.Select(measure => measure.Code).ToArray();
        Assert.Contains("limit_air_travel", codes);
        Assert.Contains("limit_train_high_class", codes);
        Assert.Contains("limit_star_hotel", codes);
        Assert.Equal(consumption.Measures.Distinct(), consumption.Measures);
        Assert.Equal(consumption, Assert.Single(all.Scenarios, scenario => scenario.Scenario == "consumption"));
    }

    [Fact]
    public async Task GetSubject_RegionThatIsNone_IsRefusedNotAnsweredWithoutScenarios()
    {
        await using var node = await NodeHost.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => AskAsync(node, static request => request.Region = "99"));

        Assert.Equal("UNKNOWN_REGION", Failures.ReasonOf(failure));
        Assert.Equal(["region"], Failures.FieldsOf(failure));
    }

    [Fact]
    public async Task GetSubject_TooManyScenarios_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => AskAsync(node, static request => request.Scenarios.Add(Enumerable.Repeat("loan", 257))));

        Assert.Equal("TOO_LARGE", Failures.ReasonOf(failure));
    }

    private static async Task<GetSubjectResponse> AskAsync(NodeHost node, Action<GetSubjectRequest> change)
    {
        var request = new GetSubjectRequest { Subject = Samples.PersonSubject(), Purpose = "audit", OperatorId = "op-1" };
        change(request);
        return await node.Checks.GetSubjectAsync(request, NodeHost.Call());
    }
}
