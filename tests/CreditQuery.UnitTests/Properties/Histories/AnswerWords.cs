using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Properties.Naive;

namespace CreditQuery.UnitTests.Properties.Histories;

/// <summary>Answers in words, so that two of them can be compared and a difference read.</summary>
internal static class AnswerWords
{
    public static string Tell(World world, Asked asked)
    {
        var text = new StringBuilder(Tell(world, asked.Catalogue, asked.Whole));
        foreach (var party in asked.Parties)
        {
            text.Append("party ").Append(Tell(world, asked.Catalogue, party));
        }

        return text.ToString();
    }

    /// <summary>The disciplines of an answer, references included.</summary>
    public static string TellDisciplines(World world, Asked asked)
    {
        AppliedMeasure[] all = [.. asked.Whole.Measures, .. asked.Whole.References];
        var disciplines = all.Where(m => asked.Catalogue.Measures[m.Measure].Kind == MeasureKind.Discipline);
        return string.Join('\n', disciplines.Select(m => m.Reason + Tell(world, asked.Catalogue, asked.Whole, m)).Order(StringComparer.Ordinal));
    }

    /// <summary>Measures, references included, that follow from an entry.</summary>
    public static AppliedMeasure[] By(Asked asked, string entryId) =>
        [.. ((AppliedMeasure[])[.. asked.Whole.Measures, .. asked.Whole.References]).Where(m => Encoding.UTF8.GetString(asked.Whole.EntryId(m)) == entryId)];

    public static string Tell((NaiveAnswer Whole, NaiveAnswer[] Parties) answer) =>
        Tell(answer.Whole) + string.Concat(answer.Parties.Select(party => "party " + Tell(party)));

    private static string Tell(World world, Catalogue catalogue, CheckAnswer answer)
    {
        var lines = new List<string>();
        foreach (var measure in answer.Measures)
        {
            lines.Add("measure " + Tell(world, catalogue, answer, measure));
        }

        foreach (var measure in answer.References)
        {
            lines.Add("reference " + Tell(world, catalogue, answer, measure));
        }

        lines.Sort(StringComparer.Ordinal);
        return $"{answer.Conclusion} ({answer.Reasons}) {answer.Identity} clean years {answer.CleanYears} consumption {answer.Consumption} points {answer.BonusPoints:0.##} "
            + $"blocked by {answer.ConsortiumBlockedBy} green {answer.GreenChannel} {answer.AcceptWithDeficiency} {answer.NotifyAndCommit} "
            + $"signal {answer.PriceSignal?.Signal ?? PriceSignal.None} level {answer.InspectionLevel} {answer.OwnFieldLevel} {answer.CrossFieldLevel} {answer.InspectionFactor?.Factor} eligible {answer.Eligible}\n"
            + string.Concat(lines.Select(line => line + '\n'));
    }

    private static string Tell(NaiveAnswer answer)
    {
        var lines = answer.All.Select(m => (m.IsReference ? "reference " : "measure ") + Tell(m)).Order(StringComparer.Ordinal);
        return $"{answer.Conclusion} ({answer.Reasons}) {answer.Identity} clean years {answer.CleanYears} consumption {answer.Consumption} points {answer.Points:0.##} "
            + $"blocked by {answer.BlockedBy} green {answer.GreenChannel} {answer.Deficiency} {answer.NotifyAndCommit} "
            + $"signal {answer.Signal} level {answer.Level} {answer.OwnFieldLevel} {answer.CrossFieldLevel} {answer.Factor} eligible {answer.Eligible}\n"
            + string.Concat(lines.Select(line => line + '\n'));
    }

    private static string Tell(World world, Catalogue catalogue, CheckAnswer answer, in AppliedMeasure measure)
    {
        var list = measure.ListType < 0 ? "" : catalogue.ListTypes[measure.ListType].Code;
        var via = measure.ViaRole == Role.Unspecified ? "" : $"{measure.ViaRole} of {world.NameOf(measure.ViaUnit)}";
        return Words(catalogue.Measures[measure.Measure].Code, list, Encoding.UTF8.GetString(answer.EntryId(measure)), measure.State, measure.Effect, measure.Obligation, via)
            + Words(measure.DisputedSince, measure.DisputedReplyDue, Encoding.UTF8.GetString(answer.ExemptionId(measure)), measure.ValidUntil, measure.Inherited, measure.Ruling);
    }

    private static string Tell(NaiveMeasure measure) =>
        Words(measure.Row.Code, measure.List?.Code ?? "", measure.Entry, measure.State, measure.Effect, measure.Obligation, string.Join(' ', measure.Via.Split(' ').Take(3)))
        + Words(measure.DisputedSince, measure.ReplyDue, measure.Exemption, measure.Until, measure.Inherited, measure.Ruling);

    private static string Words(string code, string list, string entry, MeasureState state, Effect effect, Obligation obligation, string via) =>
        $"{code} by {list}/{entry} {state} {effect} {obligation} via '{via}'";

    private static string Words(int since, int due, string exemption, int until, bool inherited, ConsumptionRuling ruling) =>
        $" disputed '{CivilDay.Format(since)} {CivilDay.Format(due)}' exemption '{exemption}' until '{CivilDay.Format(until)}' {(inherited ? "inherited " : "")}{ruling}";
}
