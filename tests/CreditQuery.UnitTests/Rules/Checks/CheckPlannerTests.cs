using CreditQuery.Rules.Checks;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Rules.Checks;

public sealed class CheckPlannerTests
{
    public static TheoryData<CheckItem, string, string, string> BadItems => new()
    {
        { default, "consumption", "item", PlanErrorReasons.ItemRequired },
        { CheckItem.ConsumptionWithoutKind(), "consumption", "consumption", PlanErrorReasons.ItemRequired },
        { CheckItem.Loan("x"), "consumption", "loan", PlanErrorReasons.ItemDoesNotFit },
        { CheckItem.Air("economy"), "exit", "consumption", PlanErrorReasons.ItemDoesNotFit },
        { CheckItem.Air("cockpit"), "consumption", "consumption.air.cabin", PlanErrorReasons.UnknownItem },
        { CheckItem.Rail("", "", "second"), "consumption", "consumption.rail.train_type", PlanErrorReasons.UnknownItem },
        { CheckItem.Rail("", "X", "second"), "consumption", "consumption.rail.train_type", PlanErrorReasons.UnknownItem },
        { CheckItem.Rail("X99", "", "second"), "consumption", "consumption.rail.train_no", PlanErrorReasons.UnknownItem },
        { CheckItem.Rail("G12345", "", "second"), "consumption", "consumption.rail.train_no", PlanErrorReasons.UnknownItem },
        { CheckItem.Rail("G1", "D", "second"), "consumption", "consumption.rail.train_no", PlanErrorReasons.UnknownItem },
        { CheckItem.Rail("G1", "", "throne"), "consumption", "consumption.rail.seat", PlanErrorReasons.UnknownItem },
        { CheckItem.Ship("bridge"), "consumption", "consumption.ship.cabin", PlanErrorReasons.UnknownItem },
        { CheckItem.Hotel(6), "consumption", "consumption.hotel.stars", PlanErrorReasons.UnknownItem },
        { CheckItem.RealEstate("rent"), "consumption", "consumption.real_estate.action", PlanErrorReasons.UnknownItem },
        { CheckItem.OfficeLease("low"), "consumption", "consumption.office_lease.grade", PlanErrorReasons.UnknownItem },
        { CheckItem.Tour("moon"), "consumption", "consumption.tour.kind", PlanErrorReasons.UnknownItem },
        { CheckItem.School("free"), "consumption", "consumption.school.fee_class", PlanErrorReasons.UnknownItem },
        { CheckItem.Venue("opera"), "consumption", "consumption.venue.kind", PlanErrorReasons.UnknownItem },
        { CheckItem.Approval("13", ""), "licence", "approval.industry_code", PlanErrorReasons.UnknownItem },
        { CheckItem.Approval("", "bank"), "licence", "approval.institution_type", PlanErrorReasons.UnknownItem },
        { CheckItem.Tender("start", "", ""), "tender", "tender.stage", PlanErrorReasons.UnknownItem },
        { CheckItem.Tender("", "barter", ""), "tender", "tender.trade_type", PlanErrorReasons.UnknownItem },
        { CheckItem.Tender("", "", "judge"), "tender", "tender.role", PlanErrorReasons.UnknownPartyRole },
        { CheckItem.Inspection("magic"), "inspection", "inspection.field", PlanErrorReasons.UnknownItem },
    };

    [Theory]
    [MemberData(nameof(BadItems))]
    public void TryPlan_BadItem_NamesTheField(CheckItem item, string scenario, string field, string reason)
    {
        var error = Refuse(new CheckQuestion { Scenario = scenario, Item = item, Region = "440400" });

        Assert.Equal((field, reason), (error.Field, error.Reason));
    }

    [Theory]
    [InlineData("nothing", "", "", "scenario", PlanErrorReasons.UnknownScenario)]
    [InlineData("tender", "", "", "region", PlanErrorReasons.RegionRequired)]
    [InlineData("licence", "14", "", "region", PlanErrorReasons.UnknownRegion)]
    [InlineData("licence", "380000", "", "region", PlanErrorReasons.UnknownRegion)]
    [InlineData("licence", "140005", "", "region", PlanErrorReasons.UnknownRegion)]
    [InlineData("licence", "", "2026-11-31", "as_of", PlanErrorReasons.InvalidDay)]
    [InlineData("licence", "", "22.11.2026", "as_of", PlanErrorReasons.InvalidDay)]
    [InlineData("licence", "", "2026-11-21", "as_of", PlanErrorReasons.DayOutOfRange)]
    [InlineData("licence", "", "2027-11-23", "as_of", PlanErrorReasons.DayOutOfRange)]
    [InlineData("tender", "440400", "2025-11-21", "as_of", PlanErrorReasons.DayOutOfRange)]
    public void TryPlan_BadQuestion_NamesTheField(string scenario, string region, string asOf, string field, string reason)
    {
        var error = Refuse(new CheckQuestion { Scenario = scenario, Region = region, AsOf = asOf });

        Assert.Equal((field, reason), (error.Field, error.Reason));
    }

    [Theory]
    [InlineData("licence", "2027-11-22")]
    [InlineData("tender", "2025-11-22")]
    [InlineData("tender", "2026-11-21")]
    public void TryPlan_DayWithinAYear_IsTaken(string scenario, string asOf)
    {
        Assert.Equal(asOf, Ask.Day((new Ask(scenario) { AsOf = asOf, Region = "440400" }).Plan().AsOf));
    }

    [Fact]
    public void TryPlan_SameQuestionAgain_GivesTheSamePlan()
    {
        var ask = new Ask("licence") { Region = "999999", AsOf = "2026-12-01" };

        Assert.Same(ask.Plan(), ask.Plan());
        Assert.NotSame(ask.Plan(), (ask with { AsOf = "2026-12-02" }).Plan());
        Assert.NotSame(ask.Plan(), (ask with { Today = "2026-11-23" }).Plan());
        Assert.NotSame(ask.Plan(), (ask with { Region = "999900" }).Plan());
        Assert.NotSame(ask.Plan(), (ask with { Item = CheckItem.Approval("C13", "") }).Plan());
    }

    [Fact]
    public void TryFindPartyRole_NoneStated_IsTheFirstOfTheScenario()
    {
        var plan = new Ask("licence").Plan();

        Assert.True(plan.TryFindPartyRole("", out var role));
        Assert.Equal(1, role);
        Assert.True(plan.TryFindPartyRole("evaluator", out role));
        Assert.Equal(2, role);
        Assert.False(plan.TryFindPartyRole("judge", out _));
        Assert.True(new Ask("loan").Plan().TryFindPartyRole("anything", out role));
        Assert.Equal(0, role);
    }

    [Fact]
    public void TryFindPartyRole_NoneStatedBesideTheSubjects_IsTheFirstOfTheScenario()
    {
        var plan = new Ask("tender") { Region = "440000", Item = CheckItem.Tender("", "", "member") }.Plan();

        Assert.Equal(2, plan.DefaultPartyRole);
        Assert.True(plan.TryFindPartyRole("", out var role));
        Assert.Equal(1, role);
    }

    private static PlanError Refuse(CheckQuestion question)
    {
        question.Today = RecordBuilder.Day("2026-11-22");
        Assert.False(CheckPlanner.TryPlan(SmallCatalogue.Value, question, out var plan, out var error));
        Assert.Null(plan);
        return error;
    }
}
