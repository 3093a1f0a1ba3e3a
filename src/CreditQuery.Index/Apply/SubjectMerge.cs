using CreditQuery.Index.Records;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>Moves all that is known under one key to another, and leaves an alias.</summary>
internal static class SubjectMerge
{
    /// <summary>Whether the two records fit into one.</summary>
    public static bool Fits(SubjectRecord from, SubjectRecord to) =>
        from.Entries.Count + to.Entries.Count <= SubjectRecord.MaxItems && from.Links.Count + to.Links.Count < SubjectRecord.MaxItems;

    /// <summary>Whether both records hold an entry or a commitment under the same id with different facts: merged, one of the two would be lost.</summary>
    public static bool Contradict(SubjectRecord from, SubjectRecord to) =>
        from.Entries.Exists(entry => !IsDerived(entry) && to.FindEntry(entry.Id) is { } other && !IsDerived(other) && !SameEntry.Of(entry, other))
        || from.Commitments.Exists(commitment => to.Commitments.Exists(other => other.Value.IdHash == commitment.Value.IdHash && !Same(commitment, other)));

    /// <summary>Moves a record into another.</summary>
    /// <param name="set">The set.</param>
    /// <param name="from">A subject that does not contradict the other; becomes an alias.</param>
    /// <param name="to">A subject; what it knows already wins.</param>
    public static void Move(WorkingSet set, WorkingRecord from, WorkingRecord to)
    {
        var (source, target) = (from.Subject, to.Subject);
        LinkEnds.Redirect(set, from, to);
        MoveNames(source, target, Days.Before(set.Day));
        MoveDescription(source, target);
        MoveEntries(source, target);
        MoveGrades(source.Grades, target.Grades);
        MoveUnlessThere(source.Commitments, target.Commitments, static (a, b) => a.Value.IdHash == b.Value.IdHash);
        source.Links.RemoveAll(link => link.Value.Other == to.Key);
        target.Links.RemoveAll(link => link.Value.Other == from.Key && link.Value.Kind != LinkKind.Alias);
        MoveUnlessThere(source.Links, target.Links, static (a, b) => a.Value.Kind == b.Value.Kind && a.Value.Other == b.Value.Other && a.Value.Role == b.Value.Role && a.Value.From == b.Value.From);
        MoveBehaviours(source.Behaviours, target.Behaviours);
        to.MarkChanged();
        QuarantineMarks.Follow(set, from.Key, to.Key);
        from.SetAlias(to.Key);
    }

    // The name under the other key is a name that this subject bore too.
    private static void MoveNames(SubjectRecord source, SubjectRecord target, int lastDay)
    {
        var names = FormerNames.Union(target.FormerNames, source.FormerNames);
        var current = target.Head.SealedName;
        if (!target.Has(SubjectFlags.Undescribed))
        {
            names = FormerNames.With(names, source.Head.SealedName, lastDay);
        }
        else if (!source.Has(SubjectFlags.Undescribed))
        {
            current = source.Head.SealedName;
        }

        target.FormerNames = FormerNames.Without(names, current);
    }

    private static void MoveDescription(SubjectRecord source, SubjectRecord target)
    {
        target.Head.Flags |= source.Head.Flags & (SubjectFlags.Quarantined | SubjectFlags.Truncated | SubjectFlags.LinksLost);
        if (source.Has(SubjectFlags.Undescribed))
        {
            return;
        }

        if (!target.Has(SubjectFlags.Undescribed))
        {
            FillIn(source.Head, ref target.Head);
            return;
        }

        var (revision, flags, kind) = (target.Head.Revision, target.Head.Flags & ~SubjectFlags.Undescribed, target.Head.Kind);
        target.Head = source.Head;
        (target.Head.Revision, target.Head.Flags) = (revision, flags);
        target.Head.Kind = source.Head.Kind == SubjectKind.Unspecified ? kind : source.Head.Kind;
        (target.Name, target.Occupations) = (source.Name, source.Occupations);
    }

    // What the target's description leaves out: a month of birth decides about minors, a first day about three clean years.
    private static void FillIn(in SubjectHeader source, ref SubjectHeader target)
    {
        target.Kind = target.Kind == SubjectKind.Unspecified ? source.Kind : target.Kind;
        target.Region = target.Region == RegionCode.Country ? source.Region : target.Region;
        target.Industry = target.Industry == 0 ? source.Industry : target.Industry;
        var sameMeaning = (source.Kind == SubjectKind.NaturalPerson) == (target.Kind == SubjectKind.NaturalPerson);
        target.EstablishedOn = target.EstablishedOn == CivilDay.None && sameMeaning ? source.EstablishedOn : target.EstablishedOn;
    }

    // One document counts once; of what has none, the same day in both records is taken for the same act.
    private static void MoveBehaviours(List<BehaviourRecord> source, List<BehaviourRecord> target)
    {
        var known = target.ToArray();
        target.AddRange(source.Where(moved => !Array.Exists(known, b =>
            b.DocumentHash == moved.DocumentHash && b.Type == moved.Type && (moved.DocumentHash != 0 || b.OccurredOn == moved.OccurredOn))));
    }

    private static void MoveEntries(SubjectRecord source, SubjectRecord target)
    {
        foreach (var entry in source.Entries)
        {
            // A stated entry takes the place of a derived one, which is derived again.
            if (target.FindEntry(entry.Id) is { } other && IsDerived(other) && !IsDerived(entry))
            {
                target.Entries.Remove(other);
            }

            if (target.FindEntry(entry.Id) is null)
            {
                target.Entries.Add(entry);
            }
        }

        // Slots and inherited entries are derived again from the links, which name the new key by now.
        target.Slots.AddRange(source.Slots);
    }

    private static bool IsDerived(WorkingEntry entry) => entry.Has(EntryFlags.Inherited) || entry.Has(EntryFlags.Counted);

    // A record holds the latest grade of a scheme, as put_grade leaves it.
    private static void MoveGrades(List<Texted<GradeRecord>> source, List<Texted<GradeRecord>> target)
    {
        foreach (var grade in source)
        {
            var at = target.FindIndex(g => g.Value.Scheme == grade.Value.Scheme && g.Value.IsRating == grade.Value.IsRating);
            if (at < 0)
            {
                target.Add(grade);
            }
            else if (target[at].Value.GradedOn < grade.Value.GradedOn)
            {
                target[at] = grade;
            }
        }
    }

    private static bool Same(Texted<CommitmentRecord> left, Texted<CommitmentRecord> right) =>
        left.Value.Type == right.Value.Type && left.Value.DueOn == right.Value.DueOn && left.Value.State == right.Value.State && left.Value.EndedOn == right.Value.EndedOn && left.Texts.AsSpan().SequenceEqual(right.Texts);

    private static void MoveUnlessThere<T>(List<T> source, List<T> target, Func<T, T, bool> same)
    {
        foreach (var item in source)
        {
            if (!target.Exists(t => same(t, item)))
            {
                target.Add(item);
            }
        }
    }
}
