using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using IdentifierKinds = CreditQuery.Rules.Subjects.IdentifierKinds;
using KindSet = CreditQuery.Rules.Subjects.KindSet;

namespace CreditQuery.Index.Apply;

/// <summary>Derives the entries that follow from counted behaviours: one for each period in which a rule's count is exceeded (滚动计数).</summary>
/// <remarks>They begin and end by their days like any entry, so that slots, states, next change and explanations need nothing of their own.
/// The rules of every known catalogue version are followed; an answer takes only those of its own version, so that a switch rewrites
/// nothing. Objections, stays and exemptions of a derived entry stay as long as it begins on the same day.
/// Source: 004 二12 (F068), strictly more than the number; ADR 0004.</remarks>
internal static class CountedDerivation
{
    private const string Issuer = "counted";

    /// <summary>Derives.</summary>
    /// <returns>True if the record changed.</returns>
    public static bool Derive(WorkingSet set, WorkingRecord record)
    {
        var subject = record.Subject;
        if (subject.Behaviours.Count == 0 && !subject.Entries.Exists(static e => IsOwnCounted(e)))
        {
            return false;
        }

        var present = subject.Entries.FindAll(static e => IsOwnCounted(e));

        var derived = new List<WorkingEntry>();
        foreach (var (rule, list) in RulesOf(set))
        {
            AddPeriods(set, record, rule, list, derived);
        }

        derived.Sort(static (a, b) => a.Id.SequenceCompareTo(b.Id));
        foreach (var entry in derived)
        {
            TakeLife(entry, present.Find(p => p.Id.SequenceEqual(entry.Id)), set.Revision);
        }

        if (derived.Count == present.Count && derived.Zip(present).All(static pair => IsSame(pair.First, pair.Second)))
        {
            return false;
        }

        Replace(subject, derived);
        record.MarkChanged();
        return true;
    }

    /// <summary>Whether two catalogues count alike.</summary>
    public static bool CountAlike(IEnumerable<CatalogueVersion> before, IEnumerable<CatalogueVersion> after) =>
        NumbersOf(before).SetEquals(NumbersOf(after));

    private static HashSet<(int Rule, int List)> NumbersOf(IEnumerable<CatalogueVersion> versions) =>
        [.. from version in versions
            from rule in version.Catalogue.BehaviourRules
            select (rule.Number, version.Catalogue.ListTypes[rule.ListType].Number)];

    private static IEnumerable<(BehaviourRule Rule, ListTypeDefinition List)> RulesOf(WorkingSet set) =>
        (from version in set.Facts.Catalogues
         from rule in version.Catalogue.BehaviourRules
         let list = version.Catalogue.ListTypes[rule.ListType]
         select (rule, list)).DistinctBy(static r => (r.rule.Number, r.list.Number));

    private static bool IsOwnCounted(WorkingEntry entry) => entry.Has(EntryFlags.Counted) && !entry.Has(EntryFlags.Inherited);

    private static void AddPeriods(WorkingSet set, WorkingRecord record, BehaviourRule rule, ListTypeDefinition list, List<WorkingEntry> derived)
    {
        ref var head = ref record.Subject.Head;
        var hasNoPlace = list.Scope != EntryScope.National && head.Region == 0;
        if (hasNoPlace || !list.Kinds.Overlaps(KindSet.Possible(head.Kind, IdentifierKinds.PossibleOf(set.Cipher.Unseal(record.Key)))))
        {
            // Without a region a local entry would count in the whole country.
            return;
        }

        var counted = record.Subject.Behaviours.Where(b => !Minors.Concerns(list) || !Minors.WasMinor(set, record.Key, record, new EntryRecord { ActedOn = b.OccurredOn }));
        foreach (var period in rule.Exceeded(counted))
        {
            derived.Add(EntryOf(rule, list, head.Region, period));
        }
    }

    private static WorkingEntry EntryOf(BehaviourRule rule, ListTypeDefinition list, int region, DayRange period)
    {
        var texts = new string?[EntryTexts.Count];
        var id = $"{Issuer}:{Code32.Of($"{rule.Words}={list.Code}"):x8}:{CivilDay.Format(period.From)}";
        texts[(int)EntryText.EntryId] = id;
        texts[(int)EntryText.CauseCode] = rule.Words;
        texts[(int)EntryText.ListType] = list.Code;
        var entry = new WorkingEntry { Texts = EntryTexts.Write(texts) };
        entry.Value = new EntryRecord
        {
            IdLength = (byte)Encoding.UTF8.GetByteCount(id),
            IdHash = TextHash.Of(Encoding.UTF8.GetBytes(id)),
            ListType = list.Number,
            Cause = rule.Number,
            Flags = EntryFlags.Counted,
            Scope = list.Scope,
            Region = region,
            ValidFrom = period.From,
            ValidTo = period.To,
            ExitedOn = CivilDay.Never,
            RepairedOn = CivilDay.Never,
            RevokedOn = CivilDay.Never,
        };
        return entry;
    }

    // What was objected to, stayed or exempted stays with a period that still begins on the same day.
    private static void TakeLife(WorkingEntry entry, WorkingEntry? present, ulong revision)
    {
        entry.Facts = present?.Facts;
        entry.Value.Revision = present is null || present.Value.ValidTo != entry.Value.ValidTo ? revision : present.Value.Revision;
    }

    private static bool IsSame(WorkingEntry left, WorkingEntry right) =>
        left.Value.ValidFrom == right.Value.ValidFrom && left.Value.ValidTo == right.Value.ValidTo && left.Value.Region == right.Value.Region
        && left.Value.Scope == right.Value.Scope && left.Id.SequenceEqual(right.Id);

    // Own entries, then counted ones, then inherited ones: the order is a function of the content.
    private static void Replace(SubjectRecord subject, List<WorkingEntry> derived)
    {
        var own = subject.Entries.FindAll(static e => !e.Has(EntryFlags.Counted) && !e.Has(EntryFlags.Inherited));
        var inherited = subject.Entries.FindAll(static e => e.Has(EntryFlags.Inherited));
        var room = SubjectRecord.MaxItems - own.Count - inherited.Count;
        if (derived.Count > room)
        {
            derived.RemoveRange(room, derived.Count - room);
            subject.Mark(SubjectFlags.Truncated | SubjectFlags.LinksLost, true);
        }

        subject.Entries.Clear();
        subject.Entries.AddRange(own);
        subject.Entries.AddRange(derived);
        subject.Entries.AddRange(inherited);
    }
}
