using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>Moves all that is known under one key to another, and leaves an alias.</summary>
internal static class SubjectMerge
{
    /// <summary>Whether the two records fit into one.</summary>
    public static bool Fits(SubjectRecord from, SubjectRecord to) =>
        from.Entries.Count + to.Entries.Count <= SubjectRecord.MaxItems && from.Links.Count + to.Links.Count < SubjectRecord.MaxItems;

    /// <summary>Moves a record into another.</summary>
    /// <param name="set">The set.</param>
    /// <param name="from">A subject; becomes an alias.</param>
    /// <param name="to">A subject; what it knows already wins.</param>
    public static void Move(WorkingSet set, WorkingRecord from, WorkingRecord to)
    {
        var (source, target) = (from.Subject, to.Subject);
        LinkEnds.Redirect(set, from, to);
        MoveDescription(source, target);
        MoveEntries(source, target);
        MoveUnlessThere(source.Grades, target.Grades, static (a, b) => a.Value.Scheme == b.Value.Scheme && a.Value.IsRating == b.Value.IsRating);
        MoveUnlessThere(source.Commitments, target.Commitments, static (a, b) => a.Value.IdHash == b.Value.IdHash);
        source.Links.RemoveAll(link => link.Value.Other == to.Key);
        target.Links.RemoveAll(link => link.Value.Other == from.Key && link.Value.Kind != LinkKind.Alias);
        MoveUnlessThere(source.Links, target.Links, static (a, b) => a.Value.Kind == b.Value.Kind && a.Value.Other == b.Value.Other && a.Value.Role == b.Value.Role && a.Value.From == b.Value.From);
        foreach (var behaviour in source.Behaviours)
        {
            if (!target.Behaviours.Exists(b => b.DocumentHash == behaviour.DocumentHash && b.Type == behaviour.Type && b.OccurredOn == behaviour.OccurredOn))
            {
                target.Behaviours.Add(behaviour);
            }
        }

        to.MarkChanged();
        from.SetAlias(to.Key);
    }

    private static void MoveDescription(SubjectRecord source, SubjectRecord target)
    {
        target.Head.Flags |= source.Head.Flags & (SubjectFlags.Quarantined | SubjectFlags.Truncated | SubjectFlags.LinksLost);
        if (!target.Has(SubjectFlags.Undescribed) || source.Has(SubjectFlags.Undescribed))
        {
            return;
        }

        var (revision, flags, kind) = (target.Head.Revision, target.Head.Flags & ~SubjectFlags.Undescribed, target.Head.Kind);
        target.Head = source.Head;
        (target.Head.Revision, target.Head.Flags) = (revision, flags);
        target.Head.Kind = source.Head.Kind == SubjectKind.Unspecified ? kind : source.Head.Kind;
        (target.Name, target.Occupations) = (source.Name, source.Occupations);
    }

    private static void MoveEntries(SubjectRecord source, SubjectRecord target)
    {
        foreach (var entry in source.Entries)
        {
            if (target.FindEntry(entry.Id) is null)
            {
                target.Entries.Add(entry);
            }
        }

        // Slots and inherited entries are derived again from the links, which name the new key by now.
        target.Slots.AddRange(source.Slots);
    }

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
