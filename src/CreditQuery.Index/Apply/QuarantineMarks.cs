using CreditQuery.Protos.Log.V1;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace CreditQuery.Index.Apply;

/// <summary>Marks subjects that a quarantined event names: their answers are INDETERMINATE until it is resolved.</summary>
internal static class QuarantineMarks
{
    private const int MaxDepth = 4;

    /// <summary>Gathers the keys that a set names, wherever they stand in its messages; as many as can be read.</summary>
    /// <returns>In the order of the keys, each once.</returns>
    public static IReadOnlyList<SubjectKey> KeysOf(ReadOnlySpan<byte> payload)
    {
        var keys = new SortedSet<SubjectKey>();
        try
        {
            Gather(ChangeSet.Parser.ParseFrom(payload), keys, MaxDepth);
        }
        catch (InvalidProtocolBufferException)
        {
            // Unreadable: no subject is known to be named.
        }

        return [.. keys];
    }

    /// <summary>Marks subjects; one without a record gets one, so that its answers say so.</summary>
    /// <returns>The keys under which the marked records stand: what an event names by an alias may lead elsewhere before it is resolved.</returns>
    public static IReadOnlyList<SubjectKey> Set(WorkingSet set, IReadOnlyList<SubjectKey> keys)
    {
        var marked = new SortedSet<SubjectKey>();
        foreach (var key in keys)
        {
            var record = set.FindOrCreate(key);
            record.Subject.Mark(SubjectFlags.Quarantined, true);
            record.MarkChanged();
            marked.Add(record.Key);
        }

        return [.. marked];
    }

    /// <summary>Lets the events that marked a subject name the one to which it moves: the mark moves with it.</summary>
    public static void Follow(WorkingSet set, SubjectKey from, SubjectKey to)
    {
        var quarantine = set.Facts.Quarantine;
        for (var i = 0; i < quarantine.Length; i++)
        {
            if (!quarantine[i].IsResolved && quarantine[i].Subjects.Contains(from))
            {
                var subjects = new SortedSet<SubjectKey>(quarantine[i].Subjects.Where(key => key != from)) { to };
                quarantine = quarantine.SetItem(i, quarantine[i] with { Subjects = [.. subjects] });
                set.Facts = set.Facts with { Quarantine = quarantine };
            }
        }
    }

    /// <summary>Takes the marks of a resolved event away, unless another one keeps them, under whatever identifier it names the subject.</summary>
    public static void Clear(WorkingSet set, QuarantinedSet resolved)
    {
        var kept = set.Facts.Quarantine.Where(static q => !q.IsResolved).SelectMany(static q => q.Subjects).Select(key => set.Find(key)?.Key).ToHashSet();
        foreach (var key in resolved.Subjects)
        {
            if (set.Find(key) is { } record && !kept.Contains(record.Key) && record.Subject.Has(SubjectFlags.Quarantined))
            {
                record.Subject.Mark(SubjectFlags.Quarantined, false);
                record.MarkChanged();
            }
        }
    }

    private static void Gather(IMessage message, SortedSet<SubjectKey> keys, int depth)
    {
        if (message is Protos.V1.Subject subject)
        {
            if (SubjectKeyCipher.TryReadKey(subject.SealedKey.Span, out var key))
            {
                keys.Add(key);
            }

            return;
        }

        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (depth == 0 || field.FieldType != FieldType.Message)
            {
                continue;
            }

            var value = field.Accessor.GetValue(message);
            foreach (var inner in value as System.Collections.IEnumerable ?? new[] { value })
            {
                if (inner is IMessage nested)
                {
                    Gather(nested, keys, depth - 1);
                }
            }
        }
    }
}
