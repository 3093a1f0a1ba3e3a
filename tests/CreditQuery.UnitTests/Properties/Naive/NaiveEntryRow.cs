using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>What one condition of one row makes of one entry.</summary>
internal static class NaiveEntryRow
{
    public static NaiveMeasure? Measure(
        NaiveQuestion question,
        NaiveRows rows,
        (MeasureDefinition Row, MeasureCondition Condition, ConsumptionRule? Rule, ConsumptionRuling Ruling) by,
        (NaiveEntry Entry, ListTypeDefinition List, string Via, string[] Names) of,
        bool uncertain,
        MeasureState incentives)
    {
        var (row, condition, rule, ruling) = by;
        var (entry, list, via, names) = of;
        var state = MeasureStateOf(NaiveStates.Of(entry, list, question));
        if (state == MeasureState.Unspecified || NaiveStates.CountsIn(entry, question.Region) == false || !list.InForce.Covers(question.Day)
            || !condition.ListTypes.Contains(list.Index) || (rule is not null && !rule.ListTypes.Contains(list.Index))
            || (condition.OwnField && question.Item.Field.Length > 0 && list.Field != question.Item.Field) || !TakesState(condition, state) || !Takes(condition, rule, entry))
        {
            return null;
        }

        // An individual order names its items, or its industry, and blocks for them.
        var isOrder = list.Tier == ListTier.Order;
        if ((isOrder && rows.ItemBit != 0 && (entry.Items & rows.ItemBit) == 0) || !TakesIndustry(condition, entry, question.Item.Industry))
        {
            return null;
        }

        uncertain |= condition.SameIndustry && question.Item.Industry.Length == 0;
        var bites = isOrder && (rows.ItemBit != 0 || condition.SameIndustry) && row.Kind == MeasureKind.Discipline && row.Effect != Effect.Inform;
        var effect = rows.Ceiling(bites ? Effect.Block : row.Effect);
        var dispute = entry.Objections.LastOrDefault(o => o.Covers(question.Day));
        var exemption = Exemption(row, entry, state, question.Day, rows.ItemBit, names);
        return new NaiveMeasure(row)
        {
            List = list,
            Entry = entry.Id,
            State = exemption is not null ? MeasureState.Exempted
                : row.Kind == MeasureKind.Incentive && (state is MeasureState.Active or MeasureState.Grace) && incentives != MeasureState.Active ? incentives
                : state,
            Effect = effect == Effect.Block && (uncertain || ruling == ConsumptionRuling.Undetermined) ? Effect.Caution : effect,
            Obligation = bites ? Obligation.Mandatory : row.Obligation,
            Via = via,
            DisputedSince = dispute?.From ?? 0,
            ReplyDue = dispute?.ReplyDue ?? 0,
            Exemption = exemption?.Id ?? "",
            Until = entry.To,
            Inherited = entry.Inherited,
            Ruling = ruling,
            IsReference = list.Authority == AuthorityClass.Reference,
        };
    }

    private static bool TakesState(MeasureCondition condition, MeasureState state) => state == MeasureState.Monitored
        ? condition.States.Contains(EntryState.Monitored)
        : condition.States.Count == 0 || condition.States.Contains(EntryState.Active);

    private static bool Takes(MeasureCondition condition, ConsumptionRule? rule, NaiveEntry entry)
    {
        var able = !(condition.AbleButRefuses || rule is { AbleButRefuses: true }) || entry.AbleButRefuses;
        return able && (condition.SeverityScheme is not { } scheme || (scheme.Code == entry.SeverityScheme && condition.Severities.Contains(Code32.Of(entry.Severity))));
    }

    // The entry must name an industry, and it must contain the one asked about.
    private static bool TakesIndustry(MeasureCondition condition, NaiveEntry entry, string asked) =>
        !condition.SameIndustry || (entry.Industry.Length > 0 && (asked.Length == 0 || asked.StartsWith(entry.Industry, StringComparison.Ordinal)));

    private static NaiveFact? Exemption(MeasureDefinition row, NaiveEntry entry, MeasureState state, int day, ulong item, string[] names) =>
        row.Kind == MeasureKind.Incentive || state == MeasureState.Monitored
            ? null
            : entry.Exemptions.LastOrDefault(e => e.Covers(day) && (e.Items & item) != 0 && e.UsedOn is null && names.Contains(e.Person));

    private static MeasureState MeasureStateOf(EntryState state) => state switch
    {
        EntryState.Active => MeasureState.Active,
        EntryState.Suspended => MeasureState.Suspended,
        EntryState.Grace => MeasureState.Grace,
        EntryState.Pending => MeasureState.Pending,
        EntryState.Monitored => MeasureState.Monitored,
        _ => MeasureState.Unspecified,
    };
}
