using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using EntryScope = CreditQuery.Rules.Records.EntryScope;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>Accepted changes to entries.</summary>
internal static class NaiveEntryChanges
{
    public static void Apply(NaiveRegistry registry, Change change, int today)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.PutEntry:
                Put(registry, change.PutEntry, today, corrects: false);
                break;
            case Change.ChangeOneofCase.CorrectEntry:
                Put(registry, change.CorrectEntry.Corrected, today, corrects: true);
                break;
            case Change.ChangeOneofCase.ExitEntry:
                var exited = Find(registry, change.ExitEntry.Entry);
                exited.ExitedOn = NaiveRegistry.Day(change.ExitEntry.EffectiveOn, today);
                exited.MonitorTo = NaiveRegistry.Day(change.ExitEntry.MonitorTo, CivilDay.None);
                break;
            case Change.ChangeOneofCase.RepairEntry:
                Find(registry, change.RepairEntry.Entry).RepairedOn = NaiveRegistry.Day(change.RepairEntry.EffectiveOn, today);
                break;
            case Change.ChangeOneofCase.RevokeEntry:
                Find(registry, change.RevokeEntry.Entry).RevokedOn = NaiveRegistry.Day(change.RevokeEntry.EffectiveOn, today);
                break;
            case Change.ChangeOneofCase.SetGrace:
                Find(registry, change.SetGrace.Entry).GraceTo = NaiveRegistry.Day(change.SetGrace.GraceTo, CivilDay.None);
                break;
            default:
                ApplyFact(registry, change, today);
                break;
        }
    }

    private static void ApplyFact(NaiveRegistry registry, Change change, int today)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.StayEntry:
                Find(registry, change.StayEntry.Entry).Stays.Add(new NaiveFact(change.StayEntry.OrderNo) { From = NaiveRegistry.Day(change.StayEntry.EffectiveOn, today) });
                break;
            case Change.ChangeOneofCase.EndStay:
                End(Find(registry, change.EndStay.Entry).Stays, change.EndStay.OrderNo, NaiveRegistry.Day(change.EndStay.EffectiveOn, today));
                break;
            case Change.ChangeOneofCase.OpenObjection:
                var open = change.OpenObjection;
                Find(registry, open.Entry).Objections.Add(new NaiveFact(open.ObjectionId)
                {
                    From = NaiveRegistry.Day(open.AcceptedOn, today),
                    ReplyDue = NaiveRegistry.Day(open.ReplyDue, CivilDay.None),
                });
                break;
            case Change.ChangeOneofCase.CloseObjection:
                End(Find(registry, change.CloseObjection.Entry).Objections, change.CloseObjection.ObjectionId, NaiveRegistry.Day(change.CloseObjection.EffectiveOn, today));
                break;
            case Change.ChangeOneofCase.GrantExemption:
                Exempt(registry, Find(registry, change.GrantExemption.Entry), change.GrantExemption, today);
                break;
            case Change.ChangeOneofCase.UseExemption:
                Find(registry, change.UseExemption.Entry).Exemptions.Find(e => e.Id == change.UseExemption.ExemptionId)!.UsedOn = NaiveRegistry.Day(change.UseExemption.UsedOn, today);
                break;
            case Change.ChangeOneofCase.ReleaseExemption:
                Find(registry, change.ReleaseExemption.Entry).Exemptions.Find(e => e.Id == change.ReleaseExemption.ExemptionId)!.UsedOn = null;
                break;
            case Change.ChangeOneofCase.RevokeExemption:
                End(Find(registry, change.RevokeExemption.Entry).Exemptions, change.RevokeExemption.ExemptionId, NaiveRegistry.Day(change.RevokeExemption.EffectiveOn, today));
                break;
            default:
                throw new InvalidOperationException($"The reference does not know {change.ChangeCase}.");
        }
    }

    // The day named is the first one without it.
    private static void End(List<NaiveFact> facts, string id, int day)
    {
        var fact = facts.Find(f => f.Id == id)!;
        fact.To = Math.Min(fact.To, day - 1);
    }

    private static NaiveEntry Find(NaiveRegistry registry, EntryRef reference) => registry.Named(reference.Subject).Find(reference.EntryId)!;

    private static void Exempt(NaiveRegistry registry, NaiveEntry entry, GrantExemption change, int today) => entry.Exemptions.Add(new NaiveFact(change.ExemptionId)
    {
        From = NaiveRegistry.Day(change.From, today),
        To = NaiveRegistry.Day(change.To, CivilDay.Never),
        Items = change.Items.Count == 0 ? entry.Items : Bits(change.Items),
        SingleUse = change.SingleUse,
        Person = change.Person is null ? "" : registry.IdOf(change.Person),
    });

    private static void Put(NaiveRegistry registry, PutEntry change, int today, bool corrects)
    {
        var subject = registry.Named(change.Entry.Subject);
        var stated = Read(registry.Catalogue, change, today);
        if (subject.Find(change.Entry.EntryId) is not { } known)
        {
            subject.Entries.Add(stated);
            return;
        }

        // What happened to the entry since stays; a list loaded again says nothing of a grace granted since.
        subject.Entries[subject.Entries.IndexOf(known)] = stated with
        {
            ExitedOn = known.ExitedOn,
            MonitorTo = known.MonitorTo,
            RepairedOn = known.RepairedOn,
            RevokedOn = known.RevokedOn,
            GraceTo = !corrects && change.GraceTo.Length == 0 ? known.GraceTo : stated.GraceTo,
            Stays = known.Stays,
            Objections = known.Objections,
            Exemptions = known.Exemptions,
        };
    }

    private static NaiveEntry Read(Catalogue catalogue, PutEntry change, int today)
    {
        var list = catalogue.FindListType(change.ListType)!;
        var decided = NaiveRegistry.Day(change.DecidedOn, CivilDay.None);
        var from = NaiveRegistry.Day(change.ValidFrom, decided == CivilDay.None ? today : decided);
        return new NaiveEntry
        {
            Id = change.Entry.EntryId,
            List = change.ListType,
            Region = change.Region.Length == 0 ? 0 : int.Parse(change.Region),
            Scope = change.Scope == 0 ? list.Scope : (EntryScope)change.Scope,
            Recognised = [.. change.RecognisedRegions.Select(text => int.Parse(text))],
            SeverityScheme = change.SeverityScheme,
            Severity = change.Severity,
            AbleButRefuses = change.AbleButRefuses,
            ActedOn = NaiveRegistry.Day(change.ActedOn, CivilDay.None),
            DecidedOn = decided,
            From = from,
            To = LastDay(catalogue, list, change, from),
            GraceTo = NaiveRegistry.Day(change.GraceTo, CivilDay.None),
            RectifyBy = NaiveRegistry.Day(change.RectifyBy, CivilDay.None),
            AwaitsResolution = change.PendingResolution && change.ResolutionRef.Length == 0,
            Items = change.Items.Count == 0 ? ulong.MaxValue : Bits(change.Items),
            Industry = change.IndustryCode,
        };
    }

    private static int LastDay(Catalogue catalogue, ListTypeDefinition list, PutEntry change, int from)
    {
        if (change.UntilPerformed || change.ValidTo.Length > 0)
        {
            return change.UntilPerformed ? CivilDay.Never : NaiveRegistry.Day(change.ValidTo, CivilDay.Never);
        }

        var period = list.Causes.FirstOrDefault(cause => cause.Code == change.CauseCode)?.Period ?? list.Period;
        if (period.DefaultDays == 0)
        {
            return CivilDay.Never;
        }

        var published = catalogue.SeveritySchemes.FirstOrDefault(s => s.Code == change.SeverityScheme)?.Values.FirstOrDefault(v => v.Code == change.Severity)?.MaxPublishDays ?? 0;
        return from + (published == 0 ? period.DefaultDays : Math.Min(period.DefaultDays, published)) - 1;
    }

    private static ulong Bits(IEnumerable<string> items) =>
        items.Aggregate(0UL, (bits, code) => bits | (ConsumptionItems.TryParse(code, out var item) ? 1UL << (int)item : 0));
}
