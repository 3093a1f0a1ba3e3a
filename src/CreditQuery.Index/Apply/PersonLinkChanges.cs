using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using Role = CreditQuery.Rules.Subjects.Role;

namespace CreditQuery.Index.Apply;

/// <summary>link_person and unlink_person; slots follow from the links when the set is complete.</summary>
internal static class PersonLinkChanges
{
    private const int MaxTextBytes = 512;

    /// <summary>Links a person to a unit in a role; a period that overlaps a recorded one of the same role replaces it.</summary>
    public static ChangeOutcome Link(WorkingSet set, LinkPerson change)
    {
        var (unitKey, personKey) = (WorkingSet.KeyOf(change.Unit), WorkingSet.KeyOf(change.Person));
        if (Refuse(set, change, unitKey, personKey) is { } refusal)
        {
            return refusal;
        }

        if (!Days.TryRead(change.From, CivilDay.None, out var from) || !Days.TryRead(change.To, CivilDay.Never, out var to) || to < from)
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "from, to");
        }

        var unit = set.FindOrCreate(unitKey);
        var person = set.FindOrCreate(personKey);
        var link = new LinkRecord { Other = person.Key, From = from, To = to, Kind = LinkKind.Person, Role = (Role)change.Role };
        var texts = Encoding.UTF8.GetBytes(change.LiabilityDecisionRef);
        if (!Put(unit, link, texts, out var changed))
        {
            return Truncate(unit, person);
        }

        (link.Other, link.Kind) = (unit.Key, LinkKind.Unit);
        return Put(person, link, texts, out var changedPerson) ? Outcomes.AppliedIf(changed || changedPerson) : Truncate(unit, person);
    }

    /// <summary>Ends a link, or takes it away for every day.</summary>
    public static ChangeOutcome Unlink(WorkingSet set, UnlinkPerson change)
    {
        if (set.Find(change.Unit) is not { } unit || set.Find(change.Person) is not { } person)
        {
            return Outcomes.Refused(RefusalReason.NoSuchSubject);
        }

        var last = CivilDay.None;
        if (change.To.Length > 0 && !CivilDay.TryParse(change.To, out last))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "to");
        }

        var role = (Role)change.Role;
        if (unit.Subject.FindLink(LinkKind.Person, person.Key, role) is null)
        {
            return Outcomes.Refused(RefusalReason.NoSuchObject);
        }

        var changed = End(unit, LinkKind.Person, person.Key, role, last) | End(person, LinkKind.Unit, unit.Key, role, last);
        return Outcomes.AppliedIf(changed);
    }

    private static ChangeOutcome? Refuse(WorkingSet set, LinkPerson change, SubjectKey unitKey, SubjectKey personKey)
    {
        if (change.Role == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "role");
        }

        var needsDecision = (Role)change.Role is Role.DirectlyLiable or Role.LiableDirector or Role.LiableShareholder;
        if (needsDecision && change.LiabilityDecisionRef.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "liability_decision_ref");
        }

        if (Encoding.UTF8.GetByteCount(change.LiabilityDecisionRef) > MaxTextBytes)
        {
            return Outcomes.Refused(RefusalReason.TooMany, "liability_decision_ref");
        }

        var (unit, person) = (set.Find(unitKey), set.Find(personKey));
        if (unit is { IsErased: true } || person is { IsErased: true })
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        var isUnit = set.IsPerson(unitKey, unit) != true;
        var isPerson = set.IsPerson(personKey, person) != false;
        return isUnit && isPerson && unitKey != personKey ? null : Outcomes.Refused(RefusalReason.WrongKind, isUnit ? "person" : "unit");
    }

    private static bool Put(WorkingRecord record, LinkRecord link, byte[] texts, out bool changed)
    {
        var links = record.Subject.Links;
        var overlapping = links.Find(l => l.Value.Kind == link.Kind && l.Value.Other == link.Other && l.Value.Role == link.Role
            && l.Value.From <= link.To && link.From <= l.Value.To);
        changed = overlapping is null || overlapping.Value.From != link.From || overlapping.Value.To != link.To || !overlapping.Texts.AsSpan().SequenceEqual(texts);
        if (overlapping is null && links.Count >= SubjectRecord.MaxItems)
        {
            return false;
        }

        if (overlapping is null)
        {
            links.Add(new Texted<LinkRecord>(link, texts));
        }
        else
        {
            (overlapping.Value.From, overlapping.Value.To, overlapping.Texts) = (link.From, link.To, texts);
        }

        if (changed)
        {
            record.MarkChanged();
        }

        return true;
    }

    // The link is not kept at either end; both say so in every answer from now on.
    private static ChangeOutcome Truncate(WorkingRecord unit, WorkingRecord person)
    {
        unit.Subject.Links.RemoveAll(l => l.Value.Kind == LinkKind.Person && l.Value.Other == person.Key && !person.Subject.HasLink(LinkKind.Unit, unit.Key));
        foreach (var record in (ReadOnlySpan<WorkingRecord>)[unit, person])
        {
            record.Subject.Mark(SubjectFlags.Truncated | SubjectFlags.LinksLost, true);
            record.MarkChanged();
        }

        return Outcomes.Applied;
    }

    private static bool End(WorkingRecord record, LinkKind kind, SubjectKey other, Role role, int last)
    {
        var links = record.Subject.Links;
        if (last == CivilDay.None)
        {
            var removed = links.RemoveAll(l => l.Value.Kind == kind && l.Value.Other == other && l.Value.Role == role) > 0;
            if (removed)
            {
                record.MarkChanged();
            }

            return removed;
        }

        var changed = false;
        foreach (var link in links)
        {
            if (link.Value.Kind == kind && link.Value.Other == other && link.Value.Role == role && link.Value.To > last)
            {
                link.Value.To = last;
                changed = true;
            }
        }

        if (changed)
        {
            record.MarkChanged();
        }

        return changed;
    }
}
