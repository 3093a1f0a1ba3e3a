using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Cases;

/// <summary>Asks what a case asks and compares what it expects.</summary>
internal sealed class PolicyCaseRunner(Catalogue catalogue, PolicyCase policyCase)
{
    // Tender items name the role of the subject; elsewhere the case does.
    private string SubjectRole => policyCase.Role.Length > 0 ? policyCase.Role
        : policyCase.Item.TryGetValue("tender", out var tender) ? tender.GetValueOrDefault("role", "") : "";

    public void Run()
    {
        if (policyCase.Changes.Count == 0)
        {
            Assert.Equal("", policyCase.About);
            RunOnRecord();
            return;
        }

        using var registry = new CaseRegistry(catalogue);
        registry.Make(policyCase.Changes);
        if (policyCase.Scenario.Length > 0)
        {
            // An adoption recorded by a change is part of the catalogue that answers.
            var inForce = registry.Snapshot.CatalogueAt(RecordBuilder.Day("2026-11-22"))!.Catalogue;
            var plan = Plan(inForce);
            var answer = new CheckAnswer();
            var record = registry.Check(policyCase, plan, PartyRole(plan, SubjectRole), answer);
            Compare(plan, answer, record);
        }
    }

    private void RunOnRecord()
    {
        var plan = Plan(catalogue);
        var record = policyCase.Subject.ToRecord();
        var answer = Evaluate(plan, record, SubjectRole);
        PartyAnswer[] parties = [.. policyCase.Parties.Select(p => Evaluate(plan, p.Subject.ToRecord(), p.Role))];
        CheckEvaluator.Combine(plan, answer, parties);
        Compare(plan, answer.Answer, record);
    }

    private CheckPlan Plan(Catalogue inForce) =>
        new Ask(policyCase.Scenario) { Catalogue = inForce, AsOf = policyCase.AsOf, Region = policyCase.Region, Item = CaseItems.Read(policyCase.Item) }.Plan();

    private static PartyAnswer Evaluate(CheckPlan plan, byte[] record, string role)
    {
        var answer = new CheckAnswer();
        var partyRole = PartyRole(plan, role);
        CheckEvaluator.Evaluate(new SubjectView(record), plan, new SubjectQuestion { Coverage = Ask.Covered, PartyRole = partyRole }, answer);
        return new PartyAnswer(answer, partyRole);
    }

    private static int PartyRole(CheckPlan plan, string role)
    {
        Assert.True(plan.TryFindPartyRole(role, out var partyRole), $"No role '{role}' in the scenario.");
        return partyRole;
    }

    private static void Same(string expected, string actual)
    {
        if (expected.Length > 0)
        {
            Assert.Equal(expected, actual);
        }
    }

    private void Compare(CheckPlan plan, CheckAnswer answer, byte[] record)
    {
        var expect = policyCase.Expect;
        new CaseMeasures(plan, answer).Compare(expect);
        CompareAdvice(plan, answer, expect);
        Same(expect.Identity, CaseWords.Of(answer.Identity));
        Same(expect.CleanYears, CaseWords.Of(answer.CleanYears));
        Same(expect.CleanSince, CivilDay.Format(answer.CleanSince));
        Same(expect.NextChange, answer.NextChangeDay == CivilDay.Never ? "never" : CivilDay.Format(answer.NextChangeDay));
        foreach (var reason in expect.Reasons)
        {
            Assert.True(answer.Reasons.HasFlag(CaseWords.Parse<IndeterminateReasons>(reason)), $"{reason} not in {answer.Reasons}");
        }

        if (expect.WhyNot.Count > 0)
        {
            var told = Explanation.WhyNot(new SubjectView(record), plan, answer);
            Assert.All(expect.WhyNot, e => Assert.Contains(told, t => t.Measure.Code == e.Key && t.ReasonCode == e.Value));
        }

        Same(expect.Conclusion, CaseWords.Of(answer.Conclusion));
    }

    private static string Ratings(CheckAnswer answer)
    {
        var told = new List<string>();
        foreach (ref readonly var rating in answer.Ratings)
        {
            var texts = System.Text.Encoding.UTF8.GetString(answer.RatingTexts(rating)).Split('\n');
            told.Add($"{texts[0]} {texts[1]}");
        }

        return told.Count == 0 ? "none" : string.Join("; ", told);
    }

    private static void CompareAdvice(CheckPlan plan, CheckAnswer answer, CaseExpectation expect)
    {
        Same(expect.Consumption, CaseWords.Of(answer.Consumption));
        Assert.All(expect.Alternatives, a => Assert.Contains(a, answer.AllowedAlternatives));
        Same(expect.GreenChannel, CaseWords.Of(answer.GreenChannel));
        Same(expect.Level, CaseWords.Of(answer.InspectionLevel));
        Same(expect.OwnField, CaseWords.Of(answer.OwnFieldLevel));
        Same(expect.CrossField, CaseWords.Of(answer.CrossFieldLevel));
        Same(expect.Factor, answer.InspectionFactor?.Factor ?? "none");
        Same(expect.Signal, CaseWords.Of(answer.PriceSignal?.Signal ?? PriceSignal.None));
        Same(expect.BonusPoints, answer.BonusPoints?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none");
        Same(expect.Ratings, Ratings(answer));
        Assert.Equal(expect.AcceptWithDeficiency ?? answer.AcceptWithDeficiency, answer.AcceptWithDeficiency);
        Assert.Equal(expect.NotifyAndCommit ?? answer.NotifyAndCommit, answer.NotifyAndCommit);
        Assert.Equal(expect.Eligible ?? answer.Eligible, answer.Eligible);
        Assert.Equal(expect.ConsortiumBlockedBy ?? answer.ConsortiumBlockedBy, answer.ConsortiumBlockedBy);
        Assert.All(expect.Flags, flag => Assert.Contains(flag, plan.Flags));
        Assert.All(expect.WithoutFlags, flag => Assert.DoesNotContain(flag, plan.Flags));
    }
}
