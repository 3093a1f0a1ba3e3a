using System.Buffers.Binary;
using System.Collections.Frozen;
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

    /// <summary>Kinds of changes that this node does not know; null: those of this version.</summary>
    public Predicate<Change>? Unknown { get; init; }

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

        if (TryDecide(current, logged, changes, out var decided) is { } reason)
        {
            return Quarantine(current, logged, reason, out next);
        }

        return Commit(current, logged, decided, digest, out next);
    }

    /// <summary>Tells what became of a change id when it was applied first, as <see cref="CreditIndex.Recall"/> says.</summary>
    public AppliedSet? Recall(UInt128 changeId, ReadOnlyMemory<byte>? payload, long nowMs) =>
        ChangeIds.Find(changeId) is { } first && (payload is not { } content || (first.Digest == DigestOf(content.Span) && !ChangeIds.IsOutside(changeId, nowMs)))
            ? new AppliedSet { Revision = first.Revision, Outcomes = first.Outcomes(), IsDuplicate = true, FirstRevision = first.Revision }
            : null;

    /// <summary>The first 16 bytes of the SHA-256 of a payload.</summary>
    internal static UInt128 DigestOf(ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    // Everything that may find fault with the event comes before the first write: a set is quarantined whole, or not at all.
    private string? TryDecide(RegistrySnapshot current, in LoggedEvent logged, ChangeSet changes, out DecidedSet decided)
    {
        decided = default;
        try
        {
            if (Unknown is { } unknown && changes.Changes.Any(change => unknown(change)))
            {
                throw new UpgradeNeededException(logged.Revision);
            }

            var set = NewSet(current, logged);
            var accepted = SetDecision.Run(set, changes, out var outcomes);
            var written = accepted ? Pack(set) : [];
            if (written is null)
            {
                (accepted, written) = (false, []);
                Array.Fill(outcomes, Outcomes.Refused(RefusalReason.TooMany, "a record would be too large"));
            }

            decided = new DecidedSet(set, accepted, outcomes, written);
            return null;
        }
        catch (Exception fault) when (IsFaultOfTheEvent(fault))
        {
            return fault is UnappliableException ? fault.Message : $"The change met a fault ({fault.GetType().Name}).";
        }
    }

    private AppliedSet Quarantine(RegistrySnapshot current, in LoggedEvent logged, string reason, out RegistrySnapshot next)
    {
        var set = NewSet(current, logged);
        var keys = QuarantineMarks.KeysOf(logged.Payload.Span);
        keys = QuarantineMarks.Set(set, keys);
        set.Facts = set.Facts with { Quarantine = set.Facts.Quarantine.Add(new QuarantinedSet(logged.Revision, reason, logged.RecordedAtMs, keys, "")) };
        return Commit(current, logged, new DecidedSet(set, Accepted: true, Outcomes: [], Pack(set) ?? []), digest: null, out next);
    }

    // From the first write on, whatever fails leaves an index that is no state of the log: it is broken, and the event is not to blame.
    private AppliedSet Commit(RegistrySnapshot current, in LoggedEvent logged, in DecidedSet decided, UInt128? digest, out RegistrySnapshot next)
    {
        RequireRoom(decided);
        try
        {
            var counts = Write(decided.Written, current.Counts);
            midnights.Note(decided.Set.Facts, decided.Set.Catalogue, [.. decided.Written.Select(static p => p.Change)]);
            if (decided.Accepted && decided.Set.ChangedCatalogue)
            {
                midnights.Forget();
            }

            next = Follow(current, logged, decided.Accepted ? decided.Set.Facts : current.Facts, counts);
            if (digest is { } known)
            {
                ChangeIds.Add(logged.ChangeId, FirstOutcome.Of(known, logged.Revision, decided.Outcomes));
            }

            return decided.ToApplied(isQuarantined: digest is null);
        }
        catch (Exception fault)
        {
            throw new IndexBrokenException(logged.Revision, fault);
        }
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

    // What the bytes of an event may lead to; a full store, a missing upgrade, a lack of memory or a record out of memory is none of them and stops the node.
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

    private void RequireRoom(in DecidedSet decided)
    {
        if (!store.HasRoom(decided.Written.Sum(static p => (long)p.Change.After.Length), decided.Written.Count))
        {
            throw new IndexFullException(decided.Set.Revision);
        }
    }

    private RegistryCounts Write(List<PackedRecord> packed, RegistryCounts counts)
    {
        foreach (var record in packed)
        {
            writer.Write(record.Change.Key, record.Change.After.Span);
            counts = CountChanges.Count(counts, cipher, record.Change);
        }

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

    /// <summary>A set that is decided and not written yet.</summary>
    private readonly record struct DecidedSet(WorkingSet Set, bool Accepted, ChangeOutcome[] Outcomes, List<PackedRecord> Written)
    {
        /// <summary>What became of it, once it is written.</summary>
        public AppliedSet ToApplied(bool isQuarantined) => new()
        {
            Revision = Set.Revision,
            FirstRevision = Set.Revision,
            Outcomes = Outcomes,
            Records = [.. Written.Where(static w => w.IsSubject).Select(static w => w.Change)],
            CorrectedEntries = Accepted ? Set.CorrectedEntries : FrozenSet<string>.Empty,
            ChangedCatalogue = Accepted && Set.ChangedCatalogue,
            IsQuarantined = isQuarantined,
        };
    }

    /// <summary>A record ready to be written.</summary>
    private readonly record struct PackedRecord(RecordChange Change)
    {
        /// <summary>A subject, not an alias, stands in it now or stood in it before.</summary>
        public bool IsSubject => Change.After.Length != AliasRecord.Size || Change.Before.Length > AliasRecord.Size;
    }
}
