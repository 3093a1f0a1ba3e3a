using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Rules.Support;

/// <summary>Asks one question in a test: 2026-11-22, everything covered for long, unless said otherwise.</summary>
internal sealed record Ask(string Scenario)
{
    public Catalogue Catalogue { get; init; } = SmallCatalogue.Value;

    public string Today { get; init; } = "2026-11-22";

    public string AsOf { get; init; } = "";

    /// <summary>A region without rules of its own; empty: none stated.</summary>
    public string Region { get; init; } = "310000";

    public CheckItem Item { get; init; }

    public string PartyRole { get; init; } = "";

    public SubjectQuestion Question { get; init; } = new() { Coverage = Covered };

    public static CoverageVerdict Covered => new(IndeterminateReasons.None, RecordBuilder.Day("2000-01-01"), true, long.MaxValue);

    public CheckPlan Plan()
    {
        var question = new CheckQuestion { Scenario = Scenario, AsOf = AsOf, Today = RecordBuilder.Day(Today), Region = Region, Item = Item };
        Assert.True(CheckPlanner.TryPlan(Catalogue, question, out var plan, out var error), error?.ToString());
        return plan;
    }

    public CheckAnswer About(RecordBuilder record) => About(record.Build());

    public CheckAnswer About(byte[] record)
    {
        var plan = Plan();
        var role = plan.DefaultPartyRole;
        Assert.True(PartyRole.Length == 0 || plan.TryFindPartyRole(PartyRole, out role));
        var answer = new CheckAnswer();
        CheckEvaluator.Evaluate(new SubjectView(record), plan, Question with { PartyRole = role }, answer);
        return answer;
    }

    public CheckAnswer AboutNobody()
    {
        var answer = new CheckAnswer();
        CheckEvaluator.EvaluateMissing(Plan(), Question, answer);
        return answer;
    }

    public static string Codes(Catalogue catalogue, ReadOnlySpan<AppliedMeasure> measures)
    {
        var text = new StringBuilder();
        foreach (ref readonly var measure in measures)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(catalogue.Measures[measure.Measure].Code).Append(':').Append(measure.State);
        }

        return text.ToString();
    }

    public string Codes(CheckAnswer answer) => Codes(Catalogue, answer.Measures);

    public string References(CheckAnswer answer) => Codes(Catalogue, answer.References);

    public static string Day(int day) => CivilDay.Format(day);
}
