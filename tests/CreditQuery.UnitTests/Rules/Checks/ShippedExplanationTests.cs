using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>Each measure of the shipped catalogues is explained where it follows, and missed with its reason where it does not.</summary>
public sealed class ShippedExplanationTests
{
    // Limited through the court items alone, never by itself (F149): see limit_ship_class_2_up and its kind.
    private const string CatchAll = "limit_other_high_consumption";

    public static TheoryData<string, string> Measures
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var file in (string[])["seed-2016-2019", "cn-2026"])
            {
                foreach (var measure in TestCatalogues.Named(file).Measures.Where(m => m.Code != CatchAll))
                {
                    data.Add(file, measure.Code);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void Why_EachMeasureWhereItFollows_GivesEntryConditionRowAndBasis(string file, string code)
    {
        var catalogue = TestCatalogues.Named(file);
        var measure = catalogue.FindMeasure(code)!;

        var entryId = measure.Conditions[0].NeedsEntry ? "x:1" : "";

        var found = Assert.Single(Explain(catalogue, measure), e => e.Measure.Code == code && e.EntryId == entryId);

        Assert.Contains(found.Reason, (MeasureReason[])[MeasureReason.Applies, MeasureReason.NoBasis, MeasureReason.NotAdopted]);
        Assert.Equal(measure.Conditions[0].NeedsEntry ? 0 : -1, found.Owner);
        Assert.NotEqual("", found.Condition);
        Assert.True(found.Reason == MeasureReason.NoBasis || found.Measure.LegalBases.Count + found.Measure.PolicyBases.Count > 0);
    }

    [Theory]
    [InlineData("suspended", "suspended")]
    [InlineData("grace", "grace")]
    [InlineData("pending", "pending")]
    [InlineData("expired", "expired")]
    [InlineData("exited", "exited")]
    [InlineData("exempted", "exempted")]
    [InlineData("other_item", "condition_not_met")]
    [InlineData("before_the_row", "outside_effective_days")]
    public void WhyAndWhyNot_OfAFlight_TellWhatHappened(string what, string reason)
    {
        var entry = NewEntry("court_consumption_order", "2026-01-05");
        entry.Items = ConsumptionItems.Bit(what == "other_item" ? ConsumptionItem.Hotel : ConsumptionItem.Air);
        entry.GraceTo = what == "grace" ? Day("2026-12-31") : entry.GraceTo;
        entry.ValidFrom = what == "pending" ? Day("2026-12-01") : entry.ValidFrom;
        entry.ValidTo = what == "expired" ? Day("2026-10-01") : entry.ValidTo;
        entry.ExitedOn = what == "exited" ? Day("2026-10-01") : entry.ExitedOn;
        var record = new RecordBuilder(SubjectKind.NaturalPerson).Entry(entry, "x:1");
        if (what == "suspended")
        {
            record.Fact(FactKind.Stay, Day("2026-10-01"), CivilDay.Never);
        }
        else if (what == "exempted")
        {
            record.Fact(FactKind.Exemption, Day("2026-11-01"), Day("2026-11-30"), items: entry.Items, id: "e1");
        }

        var catalogue = what == "before_the_row" ? BeforeTheRow() : TestCatalogues.Cn2026;
        var told = All(new Ask("consumption") { Catalogue = catalogue, Item = CheckItem.Air("economy") }, record.Build());

        Assert.Contains(told, t => t.Measure.Code == "limit_air_travel" && t.ReasonCode == reason && t.EntryId == "x:1");
    }

    [Theory]
    [InlineData("held", "admin_license", "310000", "tax_credit_a env_serious_violation", "green_channel", "held")]
    [InlineData("no basis in Kunshan", "market_dealing", "320583", "env_serious_violation", "refuse_or_reduce_dealings", "no_basis")]
    [InlineData("not adopted here", "tax_preference", "140000", "tax_credit_a", "targeted_tax_service", "not_adopted")]
    [InlineData("no row here", "loan", "140000", "tax_credit_a", "green_credit", "region_does_not_match")]
    [InlineData("other kind", "production_license", "310000", "env_serious_violation", "strict_control_production_license", "kind_does_not_match")]
    public void WhyAndWhyNot_OfRows_TellWhatIsMissing(string why, string scenario, string region, string lists, string code, string reason)
    {
        var record = new RecordBuilder(why == "other kind" ? SubjectKind.NaturalPerson : SubjectKind.Enterprise, "2025-01-01");
        foreach (var list in lists.Split(' '))
        {
            record.Entry(NewEntry(list, "2026-01-05"), "x:" + list);
        }

        var told = All(new Ask(scenario) { Catalogue = TestCatalogues.Cn2026, Region = region }, record.Build());

        Assert.Contains(told, t => t.Measure.Code == code && t.ReasonCode == reason);
    }

    [Theory]
    [InlineData(Role.LiableShareholder, "", "role_does_not_match")]
    [InlineData(Role.LegalRep, "2026-10-31", "role_does_not_match")]
    [InlineData(Role.LegalRep, "", "applies")]
    public void WhyAndWhyNot_OfARole_TellWhetherItMatches(Role role, string to, string reason)
    {
        var record = new RecordBuilder(SubjectKind.NaturalPerson).Slot(NewEntry("court_consumption_order", "2026-01-05") with { Items = ConsumptionItems.All }, "x:1", role, to: to);

        var told = All(new Ask("consumption") { Catalogue = TestCatalogues.Cn2026, Item = CheckItem.Air("economy") }, record.Build());

        Assert.Contains(told, t => t.Measure.Code == "limit_air_travel" && t.ReasonCode == reason);
    }

    [Fact]
    public void RemedyWords_OfACourtAndOfADepartment_Differ()
    {
        var court = RemedyWords.Of(TestCatalogues.Cn2026.FindListType("court_dishonest_debtor")!, "");
        var department = RemedyWords.Of(TestCatalogues.Cn2026.FindListType("wage_arrears")!, "0999-12345");

        Assert.DoesNotContain("contact", court, StringComparison.Ordinal);
        Assert.Contains("objection", department, StringComparison.Ordinal);
        Assert.EndsWith("contact: 0999-12345", department, StringComparison.Ordinal);
    }

    // The shipped file with the row about flights beginning next year.
    private static Catalogue BeforeTheRow()
    {
        var text = File.ReadAllText(TestCatalogues.PathOf("cn-2026"));
        var at = text.IndexOf("  - code: limit_air_travel\n", StringComparison.Ordinal);
        var from = text.IndexOf("    from: 2015-07-22\n", at, StringComparison.Ordinal);
        return TestCatalogues.Parse(text.Remove(from, "    from: 2015-07-22\n".Length).Insert(from, "    from: 2027-01-01\n"));
    }

    private static List<ExplainedMeasure> Explain(Catalogue catalogue, MeasureDefinition measure)
    {
        var subject = new MeasureSubject(catalogue, measure);
        return All(subject.Ask, subject.Record);
    }

    private static List<ExplainedMeasure> All(Ask ask, byte[] record)
    {
        var (plan, answer) = (ask.Plan(), ask.About(record));
        var view = new SubjectView(record);
        return [.. Explanation.Why(view, plan, answer), .. Explanation.WhyNot(view, plan, answer)];
    }
}
