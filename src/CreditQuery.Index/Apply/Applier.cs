using System.Buffers.Binary;
using System.Security.Cryptography;
using CreditQuery.Index.Records;
using CreditQuery.Index.Snapshots;
using CreditQuery.Index.Store;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Records;
using Google.Protobuf;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Index.Apply;

/// <summary>Applies events one after the other: decides, writes all records of a set, then gives the snapshot to publish.</summary>
/// <remarks>One thread. A deterministic function of (state, event): nothing here reads a clock or depends on the node.</remarks>
internal sealed class Applier(SubjectStore store, RecordWriter writer, SubjectKeyCipher cipher, ChangeIdMemory changeIds, Midnights midnights)
{
    /// <summary>Largest record, bytes: well below a page, the same on every node.</summary>
    public const int MaxRecordBytes = 2 << 20;

    /// <summary>Change ids remembered.</summary>
    public ChangeIdMemory ChangeIds { get; } = changeIds;

    /// <summary>Applies the event that follows a snapshot.</summary>
    /// <param name="current">The snapshot before.</param>
    /// <param name="logged">The event.</param>
    /// <param name="next">The snapshot after; every record of the set is written.</param>
    public AppliedSet Apply(RegistrySnapshot current, in LoggedEvent logged, out RegistrySnapshot next)
    {
        ChangeIds.Forget(logged.RecordedAtMs);
        var digest = DigestOf(logged.Payload.Span);
        next = Follow(current, logged, current.Facts, current.Counts);
        if (ChangeIds.Find(logged.ChangeId) is { } first && first.Digest == digest)
        {
            return new AppliedSet { Revision = logged.Revision, Outcomes = first.Outcomes(), IsDuplicate = true, FirstRevision = first.Revision };
        }

        if (!TryParse(logged.Payload.Span, out var changes))
        {
            return Quarantine(current, logged, "The payload cannot be read.", out next);
        }

        if (ChangeIds.Find(logged.ChangeId) is not null || ChangeIds.IsOutside(logged.ChangeId, logged.RecordedAtMs))
        {
            var detail = ChangeIds.IsOutside(logged.ChangeId, logged.RecordedAtMs) ? "change_id is too old or lies ahead" : "change_id has other content";
            return Refuse(logged.Revision, changes, Outcomes.Refused(RefusalReason.AlreadyExists, detail));
        }

        try
        {
            return Decide(current, logged, changes, digest, out next);
        }
        catch (Exception fault) when (IsFaultOfTheEvent(fault))
        {
            return Quarantine(current, logged, fault is UnappliableException ? fault.Message : $"The change met a fault ({fault.GetType().Name}).", out next);
        }
    }

    /// <summary>The first 16 bytes of the SHA-256 of a payload.</summary>
    internal static UInt128 DigestOf(ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private AppliedSet Decide(RegistrySnapshot current, in LoggedEvent logged, ChangeSet changes, UInt128 digest, out RegistrySnapshot next)
    {
        var set = NewSet(current, logged);
        var accepted = SetDecision.Run(set, changes, out var outcomes);
        var written = accepted ? Pack(set) : [];
        if (written is null)
        {
            (accepted, written) = (false, []);
            Array.Fill(outcomes, Outcomes.Refused(RefusalReason.TooMany, "a record would be too large"));
        }

        var counts = Write(set, current.Counts, written);
        if (accepted && set.ChangedCatalogue)
        {
            midnights.Forget();
        }

        next = Follow(current, logged, accepted ? set.Facts : current.Facts, counts);
        ChangeIds.Add(logged.ChangeId, FirstOutcome.Of(digest, logged.Revision, outcomes));
        return new AppliedSet
        {
            Revision = logged.Revision,
            FirstRevision = logged.Revision,
            Outcomes = outcomes,
            Records = [.. written.Where(static w => w.IsSubject).Select(static w => w.Change)],
            ChangedCatalogue = accepted && set.ChangedCatalogue,
        };
    }

    private AppliedSet Quarantine(RegistrySnapshot current, in LoggedEvent logged, string reason, out RegistrySnapshot next)
    {
        var set = NewSet(current, logged);
        var keys = QuarantineMarks.KeysOf(logged.Payload.Span);
        QuarantineMarks.Set(set, keys);
        set.Facts = set.Facts with { Quarantine = set.Facts.Quarantine.Add(new QuarantinedSet(logged.Revision, reason, logged.RecordedAtMs, keys, "")) };
        var written = Pack(set) ?? [];
        var counts = Write(set, current.Counts, written);
        next = Follow(current, logged, set.Facts, counts);
        return new AppliedSet
        {
            Revision = logged.Revision,
            FirstRevision = logged.Revision,
            Outcomes = [],
            IsQuarantined = true,
            Records = [.. written.Where(static w => w.IsSubject).Select(static w => w.Change)],
        };
    }

    private WorkingSet NewSet(RegistrySnapshot current, in LoggedEvent logged) =>
        new(writer.ReadCopy, cipher, new SetPosition(logged.Revision, logged.RecordedAt), current.Facts) { FindCounted = FindCounted };

    private SortedSet<SubjectKey> FindCounted()
    {
        var found = new SortedSet<SubjectKey>();
        store.Visit((key, record) =>
        {
            if (record.Length >= SubjectHeader.Size && new SubjectView(record).Header.BehaviourCount > 0)
            {
                found.Add(key);
            }
        });
        return found;
    }

    // What the bytes of an event may lead to; a full store, a missing upgrade or a broken disk is none of them and stops the node.
    private static bool IsFaultOfTheEvent(Exception fault) => fault is UnappliableException or InvalidOperationException or ArgumentException
        or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException;

    // Null if a record is too large.
    private static List<PackedRecord>? Pack(WorkingSet set)
    {
        var packed = new List<PackedRecord>();
        foreach (var record in set.Records)
        {
            if (record.IsChanged)
            {
                packed.Add(new PackedRecord(new RecordChange(record.Key, record.Before, record.Pack(set.Revision))));
            }
        }

        packed.Sort(static (a, b) => a.Change.Key.CompareTo(b.Change.Key));
        return packed.TrueForAll(static p => p.Change.After.Length <= MaxRecordBytes) ? packed : null;
    }

    private RegistryCounts Write(WorkingSet set, RegistryCounts counts, List<PackedRecord> packed)
    {
        if (!store.HasRoom(packed.Sum(static p => (long)p.Change.After.Length), packed.Count))
        {
            throw new IndexFullException(set.Revision);
        }

        foreach (var record in packed)
        {
            writer.Write(record.Change.Key, record.Change.After.Span);
            counts = CountChanges.Count(counts, cipher, record.Change);
        }

        midnights.Note(set.Facts, set.Catalogue, [.. packed.Select(static p => p.Change)]);

        return counts;
    }

    private static AppliedSet Refuse(ulong revision, ChangeSet changes, ChangeOutcome refusal) => new()
    {
        Revision = revision,
        FirstRevision = revision,
        Outcomes = [.. Enumerable.Repeat(refusal, changes.Changes.Count)],
    };

    private static bool TryParse(ReadOnlySpan<byte> payload, out ChangeSet changes)
    {
        try
        {
            changes = ChangeSet.Parser.ParseFrom(payload);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            changes = new ChangeSet();
            return false;
        }
    }

    private static RegistrySnapshot Follow(RegistrySnapshot current, in LoggedEvent logged, RegistryFacts facts, RegistryCounts counts) => new(facts)
    {
        Epoch = current.Epoch,
        Revision = logged.Revision,
        Chain = logged.Chain.ToArray(),
        RecordedAtMs = logged.RecordedAtMs,
        Counts = counts,
    };

    /// <summary>A record ready to be written.</summary>
    private readonly record struct PackedRecord(RecordChange Change)
    {
        /// <summary>A subject, not an alias, stands in it now or stood in it before.</summary>
        public bool IsSubject => Change.After.Length != AliasRecord.Size || Change.Before.Length > AliasRecord.Size;
    }
}
