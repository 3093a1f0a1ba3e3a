using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

public sealed class ConsumptionTests
{
    private static readonly Ask Air = new("consumption") { Item = CheckItem.Air("economy") };

    private static RecordBuilder Person => new(SubjectKind.NaturalPerson, "1980-01-01");

    [Fact]
    public void Decide_ActiveCourtEntryOfAnyCause_IsRestricted()
    {
        var answer = Air.About(Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1"));

        Assert.Equal(ConsumptionDecision.Restricted, answer.Consumption);
        Assert.Equal(Conclusion.Block, answer.Conclusion);
        Assert.Empty(answer.AllowedAlternatives);
    }

    [Theory]
    [InlineData("G1234", "", "second", ConsumptionDecision.Restricted)]
    [InlineData("g77", "", "", ConsumptionDecision.Restricted)]
    [InlineData("D301", "", "second", ConsumptionDecision.Allowed)]
    [InlineData("D301", "", "first", ConsumptionDecision.Restricted)]
    [InlineData("D301", "emu_sleeper", "second_sleeper", ConsumptionDecision.Undetermined)]
    [InlineData("", "K", "hard_seat", ConsumptionDecision.Allowed)]
    public void Decide_Train_FollowsTableA(string trainNo, string trainType, string seat, ConsumptionDecision expected)
    {
        var answer = (Air with { Item = CheckItem.Rail(trainNo, trainType, seat) }).About(Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1"));

        Assert.Equal(expected, answer.Consumption);
    }

    [Fact]
    public void Decide_RestrictedTrain_NamesWhatIsAllowed()
    {
        var answer = (Air with { Item = CheckItem.Rail("G1", "", "second") }).About(Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1"));

        Assert.Equal(["D second"], answer.AllowedAlternatives);
    }

    [Fact]
    public void Decide_Undetermined_CautionsAndGivesTheNote()
    {
        var answer = (Air with { Item = CheckItem.Rail("", "D", "second_sleeper") }).About(Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1"));

        Assert.Equal(ConsumptionDecision.Undetermined, answer.Consumption);
        Assert.Equal(Conclusion.Caution, answer.Conclusion);
        Assert.Equal("未定", answer.ConsumptionNote);
    }

    [Theory]
    [InlineData(ConsumptionItems.All, ConsumptionDecision.Restricted)]
    [InlineData(0UL, ConsumptionDecision.Restricted)]
    [InlineData(1UL, ConsumptionDecision.Restricted)]
    [InlineData(2UL, ConsumptionDecision.Allowed)]
    public void Decide_Order_LimitsTheItemsItStates(ulong items, ConsumptionDecision expected)
    {
        var order = NewEntry("order", "2026-03-01");
        order.Items = items;

        Assert.Equal(expected, Air.About(Person.Entry(order, "court:2")).Consumption);
    }

    [Theory]
    [InlineData("2026-11-09", ConsumptionDecision.Restricted)]
    [InlineData("2026-11-10", ConsumptionDecision.Exempted)]
    [InlineData("2026-11-20", ConsumptionDecision.Exempted)]
    [InlineData("2026-11-21", ConsumptionDecision.Restricted)]
    public void Decide_Exemption_CoversItsItemAndDays(string asOf, ConsumptionDecision expected)
    {
        var record = Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1")
            .Fact(FactKind.Exemption, Day("2026-11-10"), Day("2026-11-20"), items: ConsumptionItems.Bit(ConsumptionItem.Air), id: "ex-1");
        var ask = Air with { Today = asOf };

        var answer = ask.About(record);

        Assert.Equal(expected, answer.Consumption);
        Assert.Equal(expected == ConsumptionDecision.Exempted ? "ex-1" : "", Encoding.UTF8.GetString(answer.ExemptionId(answer.Measures[0])));
        Assert.Equal(expected == ConsumptionDecision.Exempted ? Conclusion.Clear : Conclusion.Block, answer.Conclusion);
    }

    [Fact]
    public void Decide_ExemptionOfAnotherItem_DoesNotHelp()
    {
        var record = Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1")
            .Fact(FactKind.Exemption, Day("2026-11-10"), Day("2026-12-20"), items: ConsumptionItems.Bit(ConsumptionItem.RailG), id: "ex-1");

        Assert.Equal(ConsumptionDecision.Restricted, Air.About(record).Consumption);
    }

    [Theory]
    [InlineData("2026-11-15")]
    [InlineData("2026-11-22")]
    [InlineData("2026-12-01")]
    public void Decide_UsedSingleUse_IsGone(string usedOn)
    {
        var record = Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1")
            .Fact(FactKind.Exemption, Day("2026-11-10"), Day("2026-12-20"), Day(usedOn), ConsumptionItems.All, FactFlags.SingleUse | FactFlags.Used, "ex-1");

        Assert.Equal(ConsumptionDecision.Restricted, Air.About(record).Consumption);
    }

    // What is gone stays gone when the day asked about is past: else the answer would change at a midnight that nobody announced.
    [Theory]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-22")]
    public void Decide_UsedSingleUseAndAPastDay_IsGone(string asOf)
    {
        var record = Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1")
            .Fact(FactKind.Exemption, Day("2026-11-10"), Day("2026-12-20"), Day("2026-12-01"), ConsumptionItems.All, FactFlags.SingleUse | FactFlags.Used, "ex-1");
        var past = SmallCatalogue.Yaml.Replace("item: consumption, item_required: true", "item: consumption, item_required: true, as_of: evaluation_day", StringComparison.Ordinal);

        Assert.Equal(ConsumptionDecision.Restricted, (Air with { Catalogue = TestCatalogues.Parse(past), AsOf = asOf }).About(record).Consumption);
    }

    [Fact]
    public void Decide_ExemptionOfAPersonBehindTheUnit_DoesNotExemptTheUnit()
    {
        var record = new RecordBuilder().Entry(NewEntry("dishonest", "2026-03-01"), "court:1")
            .Fact(FactKind.Exemption, Day("2026-11-10"), Day("2026-12-20"), items: ConsumptionItems.All, flags: FactFlags.Personal, id: "ex-1");

        Assert.Equal(ConsumptionDecision.Restricted, Air.About(record).Consumption);
    }

    [Fact]
    public void Decide_ExemptedAndSuspended_IsExempted()
    {
        var record = Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1")
            .Fact(FactKind.Stay, Day("2026-11-01"), CivilDay.Never)
            .Fact(FactKind.Exemption, Day("2026-11-10"), Day("2026-12-20"), items: ConsumptionItems.All, id: "ex-1");

        Assert.Equal(ConsumptionDecision.Exempted, Air.About(record).Consumption);
    }

    [Theory]
    [InlineData(false, false, ConsumptionDecision.Exempted)]
    [InlineData(true, false, ConsumptionDecision.Suspended)]
    [InlineData(true, true, ConsumptionDecision.Restricted)]
    public void Decide_SeveralEntries_TakesTheFirstOfTheOrder(bool suspended, bool active, ConsumptionDecision expected)
    {
        var record = Person.Entry(NewEntry("dishonest", "2026-03-01"), "court:1")
            .Fact(FactKind.Exemption, Day("2026-11-10"), Day("2026-12-20"), items: ConsumptionItems.All, id: "ex-1");
        if (suspended)
        {
            record.Entry(NewEntry("dishonest", "2026-03-01"), "court:2").Fact(FactKind.Stay, Day("2026-11-01"), CivilDay.Never);
        }

        if (active)
        {
            record.Entry(NewEntry("order", "2026-03-01"), "court:3");
        }

        Assert.Equal(expected, Air.About(record).Consumption);
    }

    [Fact]
    public void Decide_NotCovered_NeverAllows()
    {
        var answer = (Air with { Question = default }).About(Person);

        Assert.Equal(ConsumptionDecision.Undetermined, answer.Consumption);
        Assert.Equal(Conclusion.Indeterminate, answer.Conclusion);
    }

    [Theory]
    [InlineData("dishonest", ConsumptionDecision.Allowed, Conclusion.Clear)]
    [InlineData("order", ConsumptionDecision.Allowed, Conclusion.Clear)]
    [InlineData("exit_order", ConsumptionDecision.Restricted, Conclusion.Block)]
    public void Decide_Exit_NeedsItsOwnOrder(string listType, ConsumptionDecision expected, Conclusion conclusion)
    {
        var ask = new Ask("exit");

        var answer = ask.About(Person.Entry(NewEntry(listType, "2026-03-01"), "court:1"));

        Assert.Equal(expected, answer.Consumption);
        Assert.Equal(conclusion, answer.Conclusion);
    }

    [Fact]
    public void Decide_ExitOrder_IsMandatoryThoughTheRowIsNot()
    {
        var answer = new Ask("exit").About(Person.Entry(NewEntry("exit_order", "2026-03-01"), "court:1"));

        Assert.Equal(Obligation.Mandatory, answer.Measures[0].Obligation);
        Assert.Equal(Effect.Block, answer.Measures[0].Effect);
    }

    [Theory]
    [InlineData(Role.LegalRep, "2020-01-01", "", ConsumptionDecision.Restricted)]
    [InlineData(Role.LegalRep, "2020-01-01", "2026-11-21", ConsumptionDecision.Allowed)]
    [InlineData(Role.LegalRep, "2026-11-23", "", ConsumptionDecision.Allowed)]
    [InlineData(Role.LiableShareholder, "2020-01-01", "", ConsumptionDecision.Allowed)]
    public void Decide_UnitOnTheList_ReachesItsPeopleByRoleAndDays(Role role, string from, string to, ConsumptionDecision expected)
    {
        var answer = Air.About(Person.Slot(NewEntry("dishonest", "2026-03-01"), "court:9", role, from, to));

        Assert.Equal(expected, answer.Consumption);
        if (expected == ConsumptionDecision.Restricted)
        {
            Assert.Equal(role, answer.Measures[0].ViaRole);
            Assert.Equal(new SubjectKey(7, 9), answer.Measures[0].ViaUnit);
        }

        // The unit's record is not the person's.
        Assert.Equal(ThreeCleanYears.Yes, answer.CleanYears);
    }
}
