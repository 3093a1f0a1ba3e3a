using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Node;

public sealed class FirstCheckTests
{
    [Fact]
    public async Task CheckSubject_PersonUnderConsumptionOrder_IsBlocked()
    {
        await using var node = await NodeHost.StartAsync();
        var written = await node.ApplyAsync(Samples.Describe(), Samples.Order());

        var answer = await node.CheckAsync(Samples.AirCheck());

        Assert.Equal(Conclusion.Block, answer.Conclusion);
        Assert.Equal(IdentityMatch.Matched, answer.Identity);
        Assert.Equal(ConsumptionDecision.Restricted, answer.Consumption.Decision);
        Assert.Contains(answer.Measures, measure => measure is { Code: "limit_air_travel", EntryId: "999999-court:1", ListType: Samples.ListType });
        Assert.Equal("r-1", answer.RequestId);
        Assert.Equal(26, answer.CheckId.Length);
        Assert.Equal(written.AtLeast.Revision, answer.Freshness.Revision);
    }

    [Fact]
    public async Task CheckSubject_EmptyRegistry_IsIndeterminate()
    {
        await using var node = await NodeHost.StartAsync();

        var person = await node.CheckAsync(Samples.AirCheck());
        var unit = await node.CheckAsync(Samples.LicenseCheck());

        Assert.Equal(Conclusion.Indeterminate, person.Conclusion);
        Assert.Contains(IndeterminateReason.ListNotLoaded, person.IndeterminateReasons);
        Assert.Equal(IdentityMatch.NoRecord, person.Identity);
        Assert.Equal(Conclusion.Indeterminate, unit.Conclusion);
    }

    [Fact]
    public async Task CheckSubject_AllListsCovered_IsClear()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.FullSource(Samples.AllListTypes()));

        var answer = await node.CheckAsync(Samples.LicenseCheck());

        Assert.Equal(Conclusion.Clear, answer.Conclusion);
        Assert.Empty(answer.IndeterminateReasons);
    }

    [Fact]
    public async Task CheckSubject_Explain_GivesLegalBasis()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order());
        var request = Samples.AirCheck();
        request.Explain = true;

        var answer = await node.CheckAsync(request);

        Assert.NotEmpty(answer.Measures[0].LegalBasis);
        Assert.Contains(answer.Explanation.Why, why => why is { Reason: "applies", Decision.Number: "(2026) test 1" } && why.Code == answer.Measures[0].Code);
    }

    [Fact]
    public async Task CheckSubject_WrongName_IsMismatch()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Describe(name: "样例甲"));
        var request = Samples.AirCheck();
        request.Subject.Name = "样例乙";

        var answer = await node.CheckAsync(request);

        Assert.Equal(IdentityMatch.NameMismatch, answer.Identity);
    }

    [Fact]
    public async Task CheckSubject_FormerName_MatchesAndIsToldAsOne()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(name: "样例旧名"));
        await node.ApplyAsync(Samples.DescribeUnit(name: "样例新名"));
        var request = Samples.LicenseCheck();
        request.Subject.Name = "样例旧名";

        var answer = await node.CheckAsync(request);
        var status = await node.Checks.GetSubjectAsync(new GetSubjectRequest { Subject = Samples.UnitSubject(), Region = "999999" }, NodeHost.Call());

        Assert.Equal((IdentityMatch.Matched, IdentifierFinding.FormerName), (answer.Identity, Assert.Single(answer.IdentifierFindings)));
        Assert.Equal("样例新名", status.Name);
        Assert.Equal(["2026-06-14"], status.FormerNamesUntil);
    }

    [Fact]
    public async Task CheckSubject_Parties_AreAnsweredInOrder()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order(Samples.OtherPerson));
        var request = Samples.AirCheck();
        request.Parties.Add(new Party { Subject = Samples.PersonSubject(Samples.OtherPerson) });
        request.Parties.Add(new Party { Subject = Samples.PersonSubject(Samples.Person) });

        var answer = await node.CheckAsync(request);

        Assert.Equal(2, answer.PartyResults.Count);
        Assert.Equal(Conclusion.Block, answer.PartyResults[0].Conclusion);
        Assert.Equal(IdentityMatch.NoRecord, answer.PartyResults[1].Identity);
    }

    [Fact]
    public async Task GetSubject_KnownPerson_TellsEntriesAndHidesTheNumber()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Describe(name: "样例甲"), Samples.Order());

        var status = await node.Checks.GetSubjectAsync(
            new GetSubjectRequest { Subject = Samples.PersonSubject(), Purpose = "audit", OperatorId = "op-1" }, NodeHost.Call());

        Assert.Equal(IdentityMatch.Matched, status.Identity);
        Assert.Equal("999999********", status.SubjectMask[..14]);
        Assert.Equal("", status.Name);
        var entry = Assert.Single(status.Entries);
        Assert.Equal(EntryState.Active, entry.State);
        Assert.Equal("ORDER", entry.Tier);
        Assert.NotEmpty(status.Scenarios);
    }
}
