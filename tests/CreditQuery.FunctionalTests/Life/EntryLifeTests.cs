using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Life;

/// <summary>The life of an entry from the wire: counted, kept, erased.</summary>
public sealed class EntryLifeTests
{
    [Fact]
    public async Task PutBehaviour_TheFourthInAYear_EntryWithItsCountInAnswerExplanationAndStatus()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), Behaviour("2026-01-10", "d1"), Behaviour("2026-02-10", "d2"), Behaviour("2026-03-10", "d3"));
        Assert.Empty((await Check(node)).Measures);

        await node.ApplyAsync(Behaviour("2026-06-01", "d4"));

        var answer = await Check(node);
        var measure = Assert.Single(answer.Measures, m => m.Code == "strict_review_license");
        Assert.Equal("overload_transport", measure.ListType);
        Assert.StartsWith("counted:", measure.EntryId, StringComparison.Ordinal);
        Assert.Equal("2027-01-09", measure.ValidUntil);
        Assert.Equal(ThreeCleanYears.No, answer.ThreeCleanYears);
        var why = Assert.Single(answer.Explanation.Why, reason => reason.Code == "strict_review_license");
        Assert.Equal(measure.EntryId, why.EntryId);
        Assert.Contains("count", why.Repair, StringComparison.Ordinal);
        var status = await node.Checks.GetSubjectAsync(new GetSubjectRequest { Subject = Samples.UnitSubject() }, NodeHost.Call());
        Assert.Equal("overload_transport>3/365", Assert.Single(status.Entries).CauseCode);

        node.Clock.Pass(TimeSpan.FromDays(6));
        await node.ApplyAsync(new Change { PutBehaviour = new PutBehaviour { Subject = Samples.UnitSubject(), Type = "overload_transport", DocumentNo = "d2", Withdrawn = true } });
        Assert.Empty((await Check(node)).Measures);
    }

    [Fact]
    public async Task PutEntry_EndedNinetyDaysAgo_TextsAreGoneFromGetSubject()
    {
        await using var node = await NodeHost.StartAsync();
        var order = Samples.Order();
        order.PutEntry.UntilPerformed = false;
        order.PutEntry.ValidTo = "2026-06-16";
        order.PutEntry.CauseText = "did not pay";
        await node.ApplyAsync(Samples.Describe(), order);
        for (var day = 0; day < 93; day += 6)
        {
            node.Clock.Pass(TimeSpan.FromDays(6));
            await node.ApplyAsync(Samples.DescribeUnit(name: $"n{day}"));
        }

        var status = await node.Checks.GetSubjectAsync(new GetSubjectRequest { Subject = Samples.PersonSubject(), Purpose = "p", OperatorId = "o" }, NodeHost.Call());

        var entry = Assert.Single(status.Entries);
        Assert.Equal(EntryState.Expired, entry.State);
        Assert.Equal("", entry.CauseText);
        Assert.Equal("", entry.Decision.Number);
        Assert.Equal("2026-06-01", entry.Decision.DecidedOn);
    }

    [Fact]
    public async Task PutRating_AskedInATender_IsListedWithItsDaysAndWeighsNothing()
    {
        await using var node = await NodeHost.StartAsync();
        var tender = new CheckSubjectRequest { RequestId = "r-3", Subject = Samples.UnitSubject(), Scenario = "tender_bid", Region = "999999", Tender = new TenderItem { Role = "bidder", TradeType = "bidding" } };
        await node.ApplyAsync(Samples.DescribeUnit());
        var before = await node.CheckAsync(tender);

        await node.ApplyAsync(new Change
        {
            PutRating = new PutRating { Subject = Samples.UnitSubject(), Agency = "agency_b", Scale = "issuer", Value = "AAA", RatedOn = "2026-01-05", ValidTo = "2027-01-04" },
        });

        var answer = await node.CheckAsync(tender);
        Assert.Equal(new RatingReport { Agency = "agency_b", Scale = "issuer", Value = "AAA", RatedOn = "2026-01-05", ValidTo = "2027-01-04" }, Assert.Single(answer.Tender.Ratings));
        Assert.Empty(before.Tender.Ratings);
        Assert.Equal((before.Conclusion, before.Measures.Count), (answer.Conclusion, answer.Measures.Count));
    }

    [Fact]
    public async Task PutRating_OfAMemberOfAConsortium_IsListedWithTheMember()
    {
        await using var node = await NodeHost.StartAsync();
        var member = Samples.UnitSubject(CreditQuery.Cli.Sample.SampleIdentifiers.Uscc(7_002));
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.DescribeUnit(member.Value));
        await node.ApplyAsync(new Change { PutRating = new PutRating { Subject = member.Clone(), Agency = "agency_b", Scale = "issuer", Value = "AA", RatedOn = "2026-01-05" } });
        var tender = new CheckSubjectRequest { RequestId = "r-4", Subject = Samples.UnitSubject(), Scenario = "tender_bid", Region = "999999", Tender = new TenderItem { TradeType = "bidding" } };
        tender.Parties.Add(new Party { Role = "member", Subject = member });

        var answer = await node.CheckAsync(tender);

        Assert.Equal(new RatingReport { Agency = "agency_b", Scale = "issuer", Value = "AA", RatedOn = "2026-01-05" }, Assert.Single(Assert.Single(answer.PartyResults).Ratings));
        Assert.Empty(answer.Tender.Ratings);
    }

    private static async Task<CheckSubjectResponse> Check(NodeHost node)
    {
        var request = Samples.LicenseCheck();
        request.Explain = true;
        return await node.CheckAsync(request);
    }

    private static Change Behaviour(string day, string document) => new()
    {
        PutBehaviour = new PutBehaviour { Subject = Samples.UnitSubject(), Type = "overload_transport", OccurredOn = day, Count = 1, DocumentNo = document },
    };
}
