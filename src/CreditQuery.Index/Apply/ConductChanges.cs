using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CommitmentState = CreditQuery.Rules.Records.CommitmentState;

namespace CreditQuery.Index.Apply;

/// <summary>put_behaviour, put_commitment, keep_commitment, break_commitment.</summary>
internal static class ConductChanges
{
    private const int MaxBehaviours = 1024;
    private const int MaxCommitments = 256;

    /// <summary>Counts a behaviour; one document counts once.</summary>
    /// <remarks>Source: 004 二12 (F068).</remarks>
    public static ChangeOutcome PutBehaviour(WorkingSet set, PutBehaviour change)
    {
        if (change.Type.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "type");
        }

        if (!Days.TryRead(change.OccurredOn, set.Day, out var day))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "occurred_on");
        }

        var found = set.Find(change.Subject);
        if (found is { IsErased: true })
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        return change.Withdrawn ? TakeBack(found, change) : Count(set, found, change, day);
    }

    /// <summary>Records a commitment, open until it is kept or broken.</summary>
    public static ChangeOutcome PutCommitment(WorkingSet set, PutCommitment change)
    {
        if (change.CommitmentId.Length == 0 || change.Type.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "commitment_id, type");
        }

        if (!Days.TryRead(change.DueOn, CivilDay.None, out var due))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "due_on");
        }

        var found = set.Find(change.Subject);
        if (found is { IsErased: true })
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        var texts = Encoding.UTF8.GetBytes($"{change.CommitmentId}\n{change.Type}\n{Convert.ToHexStringLower(change.TextHash.Span)}");
        var idHash = TextHash.Of(Encoding.UTF8.GetBytes(change.CommitmentId));
        var existing = found?.Subject.Commitments.Find(c => c.Value.IdHash == idHash);
        if (existing is not null)
        {
            return existing.Value.DueOn == due && existing.Texts.AsSpan().SequenceEqual(texts) ? Outcomes.NoChange : Outcomes.Refused(RefusalReason.AlreadyExists);
        }

        if (texts.Length > 512 || found?.Subject.Commitments.Count >= MaxCommitments)
        {
            return Outcomes.Refused(RefusalReason.TooMany);
        }

        var commitment = new CommitmentRecord { IdHash = idHash, Type = Code32.Of(change.Type), DueOn = due, EndedOn = CivilDay.Never, State = CommitmentState.Open };
        var record = set.FindOrCreate(change.Subject);
        record.Subject.Commitments.Add(new Texted<CommitmentRecord>(commitment, texts));
        record.MarkChanged();
        return Outcomes.Applied;
    }

    /// <summary>The commitment was kept.</summary>
    public static ChangeOutcome Keep(WorkingSet set, KeepCommitment change) =>
        End(set, change.Subject, change.CommitmentId, change.EffectiveOn, CommitmentState.Kept);

    /// <summary>The commitment was broken.</summary>
    public static ChangeOutcome Break(WorkingSet set, BreakCommitment change) =>
        End(set, change.Subject, change.CommitmentId, change.EffectiveOn, CommitmentState.Broken);

    private static ChangeOutcome TakeBack(WorkingRecord? found, PutBehaviour change)
    {
        if (change.DocumentNo.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "document_no");
        }

        var (document, type) = (TextHash.Of(Encoding.UTF8.GetBytes(change.DocumentNo)), Code32.Of(change.Type));
        if (found is null || found.Subject.Behaviours.RemoveAll(b => b.DocumentHash == document && b.Type == type) == 0)
        {
            return Outcomes.Refused(RefusalReason.NoSuchObject, "document_no");
        }

        found.MarkChanged();
        return Outcomes.Applied;
    }

    private static ChangeOutcome Count(WorkingSet set, WorkingRecord? found, PutBehaviour change, int day)
    {
        var behaviour = new BehaviourRecord
        {
            DocumentHash = change.DocumentNo.Length == 0 ? 0 : TextHash.Of(Encoding.UTF8.GetBytes(change.DocumentNo)),
            Type = Code32.Of(change.Type),
            OccurredOn = day,
            Count = (int)Math.Clamp(change.Count, 1, 1_000_000),
        };
        if (behaviour.DocumentHash != 0 && found is not null
            && found.Subject.Behaviours.Exists(b => b.DocumentHash == behaviour.DocumentHash && b.Type == behaviour.Type))
        {
            return Outcomes.NoChange;
        }

        if (found?.Subject.Behaviours.Count >= MaxBehaviours)
        {
            return Outcomes.Refused(RefusalReason.TooMany);
        }

        var record = set.FindOrCreate(change.Subject);
        record.Subject.Behaviours.Add(behaviour);
        record.MarkChanged();
        return Outcomes.Applied;
    }

    private static ChangeOutcome End(WorkingSet set, Subject? subject, string id, string effectiveOn, CommitmentState state)
    {
        if (set.Find(subject) is not { } record)
        {
            return Outcomes.Refused(RefusalReason.NoSuchSubject);
        }

        if (!Days.TryRead(effectiveOn, set.Day, out var day))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "effective_on");
        }

        var idHash = TextHash.Of(Encoding.UTF8.GetBytes(id));
        if (record.Subject.Commitments.Find(c => c.Value.IdHash == idHash) is not { } commitment)
        {
            return Outcomes.Refused(RefusalReason.NoSuchObject, "commitment_id");
        }

        ref var value = ref commitment.Value;
        if (value.State == state && value.EndedOn == day)
        {
            return Outcomes.NoChange;
        }

        if (value.State != CommitmentState.Open)
        {
            return Outcomes.Refused(RefusalReason.AlreadyExists, "the commitment was kept or broken already");
        }

        (value.State, value.EndedOn) = (state, day);
        record.MarkChanged();
        return Outcomes.Applied;
    }
}
