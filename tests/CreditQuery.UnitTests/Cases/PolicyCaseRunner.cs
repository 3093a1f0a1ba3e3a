using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
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
        var plan = new Ask(policyCase.Scenario) { Catalogue = catalogue, AsOf = policyCase.AsOf, Region = policyCase.Region, Item = CaseItems.Read(policyCase.Item) }.Plan();
        var answer = Evaluate(plan, policyCase.Subject, SubjectRole);
        PartyAnswer[] parties = [.. policyCase.Parties.Select(p => Evaluate(plan, p.Subject, p.Role))];
        CheckEvaluator.Combine(plan, answer, parties);
        Compare(answer.Answer);
    }

    private static PartyAnswer Evaluate(CheckPlan plan, CaseSubject subject, string role)
    {
        Assert.True(plan.TryFindPartyRole(role, out var partyRole), $"No role '{role}' in the scenario.");
        var answer = new CheckAnswer();
        CheckEvaluator.Evaluate(new SubjectView(subject.ToRecord()), plan, new SubjectQuestion { Coverage = Ask.Covered, PartyRole = partyRole }, answer);
        return new PartyAnswer(answer, partyRole);
    }

    private static void Same(string expected, string actual)
    {
        if (expected.Length > 0)
        {
            Assert.Equal(expected, actual);
        }
    }

    private void Compare(CheckAnswer answer)
    {
        var expect = policyCase.Expect;
        CompareMeasures(answer, expect);
        Same(expect.Consumption, CaseWords.Of(answer.Consumption));
        Same(expect.CleanYears, CaseWords.Of(answer.CleanYears));
        Same(expect.GreenChannel, CaseWords.Of(answer.GreenChannel));
        Same(expect.Level, CaseWords.Of(answer.InspectionLevel));
        Same(expect.Signal, CaseWords.Of(answer.PriceSignal?.Signal ?? PriceSignal.None));
        Assert.Equal(expect.NotifyAndCommit ?? answer.NotifyAndCommit, answer.NotifyAndCommit);
        Assert.Equal(expect.ConsortiumBlockedBy ?? answer.ConsortiumBlockedBy, answer.ConsortiumBlockedBy);
        foreach (var reason in expect.Reasons)
        {
            Assert.True(answer.Reasons.HasFlag(CaseWords.Parse<IndeterminateReasons>(reason)), $"{reason} not in {answer.Reasons}");
        }

        Same(expect.Conclusion, CaseWords.Of(answer.Conclusion));
    }

    private void CompareMeasures(CheckAnswer answer, CaseExpectation expect)
    {
        var measures = Named(answer.Measures);
        var references = Named(answer.References);
        foreach (var (code, state) in expect.Measures)
        {
            Assert.True(measures.Any(m => m.Code == code && CaseWords.Of(m.Applied.State) == state), $"{code}:{state} is not among {Text(measures)}; references {Text(references)}");
        }

        foreach (var (code, effect) in expect.Effects)
        {
            Assert.Contains(measures, m => m.Code == code && CaseWords.Of(m.Applied.Effect) == effect);
        }

        foreach (var code in expect.Disputed)
        {
            Assert.Contains(measures, m => m.Code == code && m.Applied.DisputedSince > 0);
        }

        Assert.All(expect.References, code => Assert.True(references.Any(r => r.Code == code), $"{code} is not among the references {Text(references)}; measures {Text(measures)}"));
        Assert.All(expect.Without, code => Assert.DoesNotContain(measures, m => m.Code == code));
    }

    private List<(string Code, AppliedMeasure Applied)> Named(ReadOnlySpan<AppliedMeasure> applied)
    {
        var named = new List<(string, AppliedMeasure)>();
        foreach (ref readonly var measure in applied)
        {
            named.Add((catalogue.Measures[measure.Measure].Code, measure));
        }

        return named;
    }

    private static string Text(List<(string Code, AppliedMeasure Applied)> measures) => "[" + string.Join(", ", measures.Select(m => m.Code + ":" + CaseWords.Of(m.Applied.State))) + "]";
}
