using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;
using EntryScope = CreditQuery.Rules.Records.EntryScope;

namespace CreditQuery.Index.Apply;

/// <summary>Reads the facts of put_entry and correct_entry by the catalogue in force.</summary>
internal sealed class EntryForm
{
    /// <summary>Longest texts of one entry, bytes: they are copied into every slot.</summary>
    public const int MaxTextBytes = 4096;

    private const int MaxRegions = 16;

    private EntryForm(ListTypeDefinition list) => List = list;

    /// <summary>The list type.</summary>
    public ListTypeDefinition List { get; }

    /// <summary>The entry as stated, nothing of its later life.</summary>
    public WorkingEntry Entry { get; } = new();

    /// <summary>Reads.</summary>
    /// <param name="set">The set.</param>
    /// <param name="change">The change.</param>
    /// <param name="refusal">Why it is refused; no change when a form is returned.</param>
    /// <returns>Null if it is refused.</returns>
    public static EntryForm? Read(WorkingSet set, PutEntry change, out ChangeOutcome refusal)
    {
        if (set.Catalogue?.FindListType(change.ListType) is not { } list)
        {
            refusal = Outcomes.Refused(RefusalReason.UnknownListType, "list_type");
            return null;
        }

        var form = new EntryForm(list);
        refusal = form.CheckAdmission(change) ?? form.CheckCause(change) ?? form.ReadPlace(change) ?? form.ReadCodes(set.Catalogue, change) ?? form.ReadDays(set, change)
            ?? form.ReadTexts(change) ?? form.ReadRecognition(change) ?? Outcomes.NoChange;
        return ReferenceEquals(refusal, Outcomes.NoChange) ? form : null;
    }

    private ChangeOutcome? CheckAdmission(PutEntry change)
    {
        if (string.IsNullOrEmpty(change.Entry?.EntryId))
        {
            return Outcomes.Refused(RefusalReason.MissingField, "entry.entry_id");
        }

        if (change.MinorAct && Minors.Concerns(List))
        {
            return Outcomes.Refused(RefusalReason.MinorAct, "minor_act");
        }

        if (List.NeedsDecision && (change.DecisionNo.Length == 0 || change.DecisionAuthority.Length == 0 || change.DecidedOn.Length == 0))
        {
            return Outcomes.Refused(RefusalReason.MissingField, "decision_no, decision_authority, decided_on");
        }

        return List.NeedsResolution && change.ResolutionRef.Length == 0 && !change.PendingResolution
            ? Outcomes.Refused(RefusalReason.MissingField, "resolution_ref")
            : null;
    }

    private ChangeOutcome? ReadDays(WorkingSet set, PutEntry change)
    {
        ref var entry = ref Entry.Value;
        entry.ExitedOn = entry.RepairedOn = entry.RevokedOn = CivilDay.Never;
        if (!Days.TryRead(change.ActedOn, CivilDay.None, out entry.ActedOn) || !Days.TryRead(change.DecidedOn, CivilDay.None, out entry.DecidedOn))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "acted_on, decided_on");
        }

        if (!Days.TryRead(change.ValidFrom, entry.DecidedOn == CivilDay.None ? set.Day : entry.DecidedOn, out entry.ValidFrom)
            || !Days.TryRead(change.ValidTo, CivilDay.None, out entry.ValidTo))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "valid_from, valid_to");
        }

        if (!Days.TryRead(change.GraceTo, CivilDay.None, out entry.GraceTo) || !Days.TryRead(change.RectifyBy, CivilDay.None, out entry.RectifyBy)
            || !Days.TryRead(change.EarliestRepairOn, CivilDay.None, out entry.EarliestRepairOn))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "grace_to, rectify_by, earliest_repair_on");
        }

        return EndPeriod(change.UntilPerformed, PublicationDays.Longest(set.Catalogue!, entry));
    }

    // What is not performed yet follows the rules of its sector, whatever its severity (国家发展改革委令第36号).
    private ChangeOutcome? EndPeriod(bool untilPerformed, int longestPublication)
    {
        ref var entry = ref Entry.Value;
        var period = List.PeriodOf(entry.Cause);
        if (untilPerformed || (entry.ValidTo == CivilDay.None && period is { DefaultDays: 0, UntilPerformed: true }))
        {
            entry.ValidTo = CivilDay.Never;
            entry.Flags |= EntryFlags.UntilPerformed;
            return null;
        }

        if (entry.ValidTo == CivilDay.None)
        {
            if (period.DefaultDays == 0)
            {
                return Outcomes.Refused(RefusalReason.MissingField, "valid_to");
            }

            // Both days count: a period of one day ends on its first.
            var defaultDays = longestPublication == 0 ? period.DefaultDays : Math.Min(period.DefaultDays, longestPublication);
            entry.ValidTo = entry.ValidFrom + defaultDays - 1;
        }

        var days = (long)entry.ValidTo - entry.ValidFrom + 1;
        var isTooLong = (period.MaxDays > 0 && days > period.MaxDays) || (longestPublication > 0 && days > longestPublication);
        return days < 1 || isTooLong ? Outcomes.Refused(RefusalReason.BadPeriod, "valid_to") : null;
    }

    // The causes of a list type are closed if the catalogue names any.
    private ChangeOutcome? CheckCause(PutEntry change)
    {
        Entry.Value.Cause = Code32.Of(change.CauseCode);
        return change.CauseCode.Length == 0 || List.Causes.Count == 0 || List.Causes.Any(c => c.Code == change.CauseCode)
            ? null
            : Outcomes.Refused(RefusalReason.UnknownCode, "cause_code");
    }

    // Where a list counts the catalogue says, and coverage asks for it there (ADR 0009): an entry that counted further would bite where nobody
    // has to load its list.
    private ChangeOutcome? ReadPlace(PutEntry change)
    {
        ref var entry = ref Entry.Value;
        if (change.Region.Length > 0 && !RegionCode.TryParse(change.Region, out entry.Region))
        {
            return Outcomes.Refused(RefusalReason.UnknownCode, "region");
        }

        entry.Scope = change.Scope == 0 ? List.Scope : (EntryScope)change.Scope;
        if (WidthOf(entry.Scope) > WidthOf(List.Scope))
        {
            return Outcomes.Refused(RefusalReason.UnknownCode, "scope: wider than that of the list");
        }

        if (List.Judicial && entry.Scope != List.Scope)
        {
            // What a court decided holds wherever its list does; narrowed, the debtor would be clear elsewhere.
            return Outcomes.Refused(RefusalReason.UnknownCode, "scope: a court's entry counts wherever its list does");
        }

        var (region, regions) = (entry.Region, List.Regions);
        if (region == RegionCode.Country && entry.Scope != EntryScope.National)
        {
            // Without its region a local entry would count in the whole country.
            return Outcomes.Refused(RefusalReason.MissingField, "region");
        }

        return region == RegionCode.Country || regions.Count == 0 || regions.Any(r => RegionCode.Contains(r, region))
            ? null
            : Outcomes.Refused(RefusalReason.UnknownCode, "region: the list does not exist there");
    }

    private static int WidthOf(EntryScope scope) => scope switch
    {
        EntryScope.National => 3,
        EntryScope.Recognised => 2,
        EntryScope.Province => 1,
        _ => 0,
    };

    private ChangeOutcome? ReadCodes(Catalogue catalogue, PutEntry change)
    {
        ref var entry = ref Entry.Value;
        if (!IndustryCode.TryPack(change.IndustryCode, out entry.Industry))
        {
            return Outcomes.Refused(RefusalReason.UnknownCode, "industry_code");
        }

        if (!CatalogueCodes.HasSeverity(catalogue, change.SeverityScheme, change.Severity))
        {
            return Outcomes.Refused(RefusalReason.UnknownCode, "severity_scheme, severity");
        }

        if (!CatalogueCodes.TryReadItems(change.Items, ConsumptionItems.All, out entry.Items))
        {
            return Outcomes.Refused(RefusalReason.UnknownCode, "items");
        }

        entry.ListType = List.Number;
        entry.SeverityScheme = Code32.Of(change.SeverityScheme);
        entry.Severity = Code32.Of(change.Severity);
        entry.BehaviourCategory = (byte)Math.Min(change.BehaviourCategory, 4);
        entry.Flags |= (change.AbleButRefuses ? EntryFlags.AbleButRefuses : 0) | (change.NotRepairable ? EntryFlags.NotRepairable : 0)
            | (change.PendingResolution && change.ResolutionRef.Length == 0 ? EntryFlags.PendingResolution : 0);
        return null;
    }

    private ChangeOutcome? ReadTexts(PutEntry change)
    {
        var texts = new string?[EntryTexts.Count];
        texts[(int)EntryText.EntryId] = change.Entry.EntryId;
        texts[(int)EntryText.DecisionNo] = change.DecisionNo;
        texts[(int)EntryText.DecisionAuthority] = change.DecisionAuthority;
        texts[(int)EntryText.CauseCode] = change.CauseCode;
        texts[(int)EntryText.CauseText] = change.CauseText;
        texts[(int)EntryText.Contact] = change.Contact;
        texts[(int)EntryText.ResolutionRef] = change.ResolutionRef;
        texts[(int)EntryText.ListType] = change.ListType;
        texts[(int)EntryText.SeverityScheme] = change.SeverityScheme;
        texts[(int)EntryText.Severity] = change.Severity;
        texts[(int)EntryText.Amount] = change.Amount;
        Entry.Texts = EntryTexts.Write(texts);
        var idLength = Encoding.UTF8.GetByteCount(change.Entry.EntryId);
        Entry.Value.IdLength = (byte)Math.Min(idLength, byte.MaxValue);
        Entry.Value.IdHash = TextHash.Of(Entry.Id);
        return Entry.Texts.Length > MaxTextBytes || idLength > 64 ? Outcomes.Refused(RefusalReason.TooMany, "texts") : null;
    }

    private ChangeOutcome? ReadRecognition(PutEntry change)
    {
        if (change.RecognisedRegions.Count > MaxRegions)
        {
            return Outcomes.Refused(RefusalReason.TooMany, "recognised_regions");
        }

        foreach (var text in change.RecognisedRegions)
        {
            if (!RegionCode.TryParse(text, out var region))
            {
                return Outcomes.Refused(RefusalReason.UnknownCode, "recognised_regions");
            }

            var fact = new EntryFact { Kind = FactKind.Recognition, From = CivilDay.None, To = CivilDay.Never, Value = region };
            (Entry.Facts ??= []).Add(new Texted<EntryFact>(fact, []));
        }

        return null;
    }
}
