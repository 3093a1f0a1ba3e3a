using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

public sealed class ExplanationTests
{
    [Fact]
    public void Why_EachMeasureAndReference_HasItsReasonAndCondition()
    {
        var explained = Why(new Ask("licence"), new RecordBuilder().Entry(NewEntry("tax_violation", "2020-03-01"), "x:1").Entry(NewEntry("model", "2020-03-01"), "r:1"));

        Assert.Equal(
            ["caution_licence applies x:1 0 list tax_violation", "green_channel held r:1 1 list model", "green_channel held  -1 three_clean_years true", "notify_and_commit held  -1 three_clean_years true; no_broken_commitment true", "informs applies x:1 0 list tax_violation"],
            explained.Select(Words));
    }

    [Fact]
    public void Why_AdviceWithoutBasis_SaysSo()
    {
        var explained = Why(new Ask("licence"), new RecordBuilder().Entry(NewEntry("kept", "2020-03-01"), "x:1"));

        Assert.Contains(explained, e => e.Measure.Code == "advice_only" && e.ReasonCode == "no_basis");
        Assert.Contains(explained, e => e.Measure.Code == "recommended" && e.ReasonCode == "not_adopted");
    }

    [Fact]
    public void Why_InformsWithoutBasis_SaysSo()
    {
        var yaml = SmallCatalogue.Yaml.Replace("effect: inform, scenarios: [licence],\n     when: [{lists: [tax_violation]}], legal_basis: [{id: act}]}", "effect: inform, scenarios: [licence],\n     when: [{lists: [tax_violation]}], legal_basis: [{id: memo}]}", StringComparison.Ordinal);
        var explained = Why(new Ask("licence") { Catalogue = TestCatalogues.Parse(yaml) }, new RecordBuilder().Entry(NewEntry("tax_violation", "2020-03-01"), "x:1"));

        Assert.Equal("no_basis", Assert.Single(explained, e => e.Measure.Code == "informs").ReasonCode);
    }

    [Theory]
    [InlineData("expired", "expired")]
    [InlineData("exited", "exited")]
    [InlineData("elsewhere", "region_does_not_match")]
    [InlineData("repaired", null)]
    [InlineData("revoked", null)]
    public void WhyNot_EntryThatIsOver_TellsItsEnd(string how, string? expected)
    {
        var entry = NewEntry("dishonest", "2020-03-01");
        switch (how)
        {
            case "expired":
                entry.ValidTo = Day("2022-01-01");
                break;
            case "exited":
                entry.ExitedOn = Day("2022-01-01");
                break;
            case "repaired":
                entry.RepairedOn = Day("2022-01-01");
                break;
            case "revoked":
                entry.RevokedOn = Day("2022-01-01");
                break;
            default:
                entry.Scope = EntryScope.Local;
                entry.Region = 530000;
                break;
        }

        var explained = WhyNot(new Ask("licence") { Region = "440400" }, new RecordBuilder().Entry(entry, "x:1"));

        Assert.Equal(expected, explained.FirstOrDefault(e => e.Measure.Code == "block_licence")?.ReasonCode);
    }

    [Theory]
    [InlineData(Role.LiableShareholder, "", "role_does_not_match")]
    [InlineData(Role.LegalRep, "2021-01-01", "role_does_not_match")]
    public void WhyNot_RoleOrItsDays_AreTold(Role role, string to, string expected)
    {
        var explained = WhyNot(new Ask("licence"), new RecordBuilder(SubjectKind.NaturalPerson).Slot(NewEntry("dishonest", "2020-03-01"), "x:1", role, to: to));

        Assert.Equal("block_licence " + expected + " x:1 0 list dishonest", Words(explained.Single(e => e.EntryId == "x:1")));
    }

    // Its entry counts in the whole province, so the place is not what keeps the row away.
    [Theory]
    [InlineData(EntryScope.Province, "441900", "condition_not_met")]
    [InlineData(EntryScope.Province, "530000", "region_does_not_match")]
    [InlineData(EntryScope.Recognised, "530100", "condition_not_met")]
    [InlineData(EntryScope.Local, "441900", "region_does_not_match")]
    public void WhyNot_Region_IsNamedOnlyWhereTheEntryDoesNotCount(EntryScope scope, string asked, string expected)
    {
        var entry = NewEntry("kept", "2020-03-01");
        (entry.Scope, entry.Region) = (scope, 440402);

        var explained = WhyNot(new Ask("licence") { Region = asked }, new RecordBuilder().Entry(entry, "x:1").Fact(FactKind.Recognition, 0, int.MaxValue, value: 530100));

        Assert.Equal(expected, explained.Single(e => e.Measure.Code == "evaluator_ban").ReasonCode);
    }

    [Fact]
    public void WhyNot_ConditionOfTheRow_IsTold()
    {
        var explained = WhyNot(new Ask("inspection"), new RecordBuilder().Entry(NewEntry("tax_violation", "2020-03-01"), "x:1"));

        Assert.Equal("serious_only condition_not_met x:1 0 list tax_violation; severity three serious", Words(explained.Single()));
    }

    [Fact]
    public void WhyNot_YoungUnit_ExplainsTheMissingGreenChannel()
    {
        var explained = WhyNot(new Ask("licence"), new RecordBuilder(establishedOn: "2025-01-01"));

        Assert.Equal(["green_channel", "notify_and_commit"], explained.Select(e => e.Measure.Code));
        Assert.All(explained, e => Assert.Equal(MeasureReason.ConditionNotMet, e.Reason));
    }

    [Fact]
    public void RepairWords_NotRepairable_SaysSo()
    {
        var listType = TestCatalogues.Cn2026.ListTypes.First(l => l.Repairable);
        var entry = NewEntry(listType.Code, "2026-01-05");

        Assert.StartsWith("repairable", RepairWords.Of(entry, listType, TestCatalogues.Cn2026), StringComparison.Ordinal);
        entry.Flags = EntryFlags.NotRepairable;
        Assert.Equal("not repairable", RepairWords.Of(entry, listType, TestCatalogues.Cn2026));
    }

    private static string Words(ExplainedMeasure e) => $"{e.Measure.Code} {e.ReasonCode} {e.EntryId} {e.Owner} {e.Condition}";

    private static IReadOnlyList<ExplainedMeasure> Why(Ask ask, RecordBuilder record)
    {
        var bytes = record.Build();
        return Explanation.Why(new SubjectView(bytes), ask.Plan(), ask.About(bytes));
    }

    private static IReadOnlyList<ExplainedMeasure> WhyNot(Ask ask, RecordBuilder record)
    {
        var bytes = record.Build();
        return Explanation.WhyNot(new SubjectView(bytes), ask.Plan(), ask.About(bytes));
    }
}
