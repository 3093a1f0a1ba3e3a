using System.Runtime.InteropServices;
using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Rules;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>Derives the entries that a subject inherits from those it continues by recorded decision (信用评价延续).</summary>
/// <remarks>Copies with their facts, marked as inherited, within the days of the decision; what happens to the original happens to them.
/// Own entries come first; at most 256 in all, beyond which the record says so. Source: 003 七(一).</remarks>
internal static class InheritanceDerivation
{
    private const int ListTypesLine = 2;

    /// <summary>Derives.</summary>
    /// <returns>True if the record changed.</returns>
    public static bool Derive(WorkingSet set, WorkingRecord successor)
    {
        var subject = successor.Subject;
        var inherited = subject.Entries.FindAll(static e => e.Has(EntryFlags.Inherited));
        var hasPredecessors = subject.Links.Exists(static l => l.Value.Kind == LinkKind.Predecessor);
        if (!hasPredecessors && inherited.Count == 0)
        {
            return false;
        }

        var derived = new List<WorkingEntry>();
        var own = subject.Entries.FindAll(static e => !e.Has(EntryFlags.Inherited));
        foreach (var link in subject.Links.Where(static l => l.Value.Kind == LinkKind.Predecessor))
        {
            AddInherited(set, successor, link, own, derived);
        }

        var marked = Truncate(subject, derived, SubjectRecord.MaxItems - own.Count);
        if (Same(inherited, derived))
        {
            if (marked)
            {
                successor.MarkChanged();
            }

            return marked;
        }

        subject.Entries.Clear();
        subject.Entries.AddRange(own);
        subject.Entries.AddRange(derived);
        successor.MarkChanged();
        return true;
    }

    // What is cut off may be all that was new: then the mark alone is the change.
    private static bool Truncate(SubjectRecord subject, List<WorkingEntry> derived, int room)
    {
        if (derived.Count <= room)
        {
            return false;
        }

        derived.RemoveRange(room, derived.Count - room);
        var marked = !subject.Has(SubjectFlags.Truncated) || !subject.Has(SubjectFlags.LinksLost);
        subject.Mark(SubjectFlags.Truncated | SubjectFlags.LinksLost, true);
        return marked;
    }

    private static void AddInherited(WorkingSet set, WorkingRecord successor, Texted<LinkRecord> link, List<WorkingEntry> own, List<WorkingEntry> derived)
    {
        var predecessor = set.At(link.Value.Other);
        if (!predecessor.HasSubject)
        {
            return;
        }

        var lists = ListTypesOf(link);
        foreach (var entry in predecessor.Subject.Entries)
        {
            var id = entry.Id.ToArray();
            if ((lists.Count == 0 || lists.Contains(entry.Value.ListType)) && !Minors.IsOfMinor(set, successor, entry.Value)
                && !own.Exists(e => e.Id.SequenceEqual(id)) && !derived.Exists(e => e.Id.SequenceEqual(id)))
            {
                derived.Add(CopyWithin(entry, link.Value));
            }
        }
    }

    private static WorkingEntry CopyWithin(WorkingEntry entry, in LinkRecord link)
    {
        var copy = entry.Clone();
        copy.Value.Flags |= EntryFlags.Inherited;
        copy.Value.ValidFrom = Math.Max(copy.Value.ValidFrom, link.From);
        copy.Value.ValidTo = Math.Min(copy.Value.ValidTo, link.To);
        return copy;
    }

    private static HashSet<int> ListTypesOf(Texted<LinkRecord> link)
    {
        var lines = Encoding.UTF8.GetString(link.Texts).Split('\n');
        return lines.Length <= ListTypesLine || lines[ListTypesLine].Length == 0 ? [] : [.. lines[ListTypesLine].Split(',').Select(Code32.Of)];
    }

    private static bool Same(List<WorkingEntry> left, List<WorkingEntry> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            var (a, b) = (left[i].Value, right[i].Value);
            (a.TextOffset, a.TextLength, b.TextOffset, b.TextLength) = (0, 0, 0, 0);
            if (!MemoryMarshal.AsBytes(new ReadOnlySpan<EntryRecord>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<EntryRecord>(in b)))
                || !left[i].Texts.AsSpan().SequenceEqual(right[i].Texts) || !SameFacts.Of(left[i].Facts, right[i].Facts))
            {
                return false;
            }
        }

        return true;
    }
}
