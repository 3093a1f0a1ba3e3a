using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>Writes what follows from a set's changes in the same revision: counted entries, inherited ones, then slots; minors' acts go.</summary>
/// <remarks>Every record that is derived is a function of the records it is derived from, whatever the order of changes: replicas agree.
/// All entries × roles are written, whatever the catalogue says of roles, so that a catalogue switch rewrites nothing (ADR 0004).</remarks>
internal static class Derivation
{
    private const int MaxRounds = 20;

    /// <summary>Derives until nothing changes any more.</summary>
    public static void Run(WorkingSet set)
    {
        foreach (var record in set.Records.Where(static r => r.IsChanged && r.HasSubject && !r.IsErased).ToArray())
        {
            Minors.Drop(set, record);
            CountedDerivation.Derive(set, record);
        }

        Inherit(set);
        foreach (var person in AffectedPersons(set))
        {
            SlotDerivation.Derive(set, person);
        }
    }

    private static void Inherit(WorkingSet set)
    {
        var sources = new SortedSet<SubjectKey>(set.Records.Where(static r => r.IsChanged && r.HasSubject).Select(static r => r.Key));
        for (var round = 0; round < MaxRounds && sources.Count > 0; round++)
        {
            var changed = new SortedSet<SubjectKey>();
            foreach (var key in sources)
            {
                InheritInto(set, set.At(key), changed);
                foreach (var link in set.At(key).Subject.Links.Where(static l => l.Value.Kind == LinkKind.Successor))
                {
                    InheritInto(set, set.At(link.Value.Other), changed);
                }
            }

            sources = changed;
        }
    }

    private static void InheritInto(WorkingSet set, WorkingRecord successor, SortedSet<SubjectKey> changed)
    {
        if (successor.HasSubject && InheritanceDerivation.Derive(set, successor))
        {
            changed.Add(successor.Key);
        }
    }

    private static SortedSet<SubjectKey> AffectedPersons(WorkingSet set)
    {
        var persons = new SortedSet<SubjectKey>();
        foreach (var record in set.Records)
        {
            if (!record.IsChanged)
            {
                continue;
            }

            AddPersons(record, persons);
        }

        return persons;
    }

    // Persons linked before the set lose slots where the link or the unit went, persons linked now gain them.
    private static void AddPersons(WorkingRecord record, SortedSet<SubjectKey> persons)
    {
        var before = record.Before.Span;
        if (before.Length >= SubjectHeader.Size)
        {
            foreach (ref readonly var link in new SubjectView(before).Links)
            {
                Add(record.Key, link.Kind, link.Other, persons);
            }
        }

        if (record.HasSubject)
        {
            foreach (var link in record.Subject.Links)
            {
                Add(record.Key, link.Value.Kind, link.Value.Other, persons);
            }
        }
    }

    private static void Add(SubjectKey own, LinkKind kind, SubjectKey other, SortedSet<SubjectKey> persons)
    {
        if (kind == LinkKind.Person)
        {
            persons.Add(other);
        }
        else if (kind == LinkKind.Unit)
        {
            persons.Add(own);
        }
    }
}
