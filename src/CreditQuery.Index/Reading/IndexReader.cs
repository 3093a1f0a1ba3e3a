using CreditQuery.Index.Reading;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using Session = FASTER.core.ClientSession<CreditQuery.Rules.Subjects.SubjectKey, FASTER.core.SpanByte, byte, CreditQuery.Index.Store.RecordSpan, FASTER.core.Empty, CreditQuery.Index.Store.RecordFunctions>;

namespace CreditQuery.Index;

/// <summary>Reads records and checks subjects; rented from the index, used by one thread at a time, given back by Dispose.</summary>
/// <remarks>Allocates nothing per check. Not thread-safe: no concurrency within one reader.</remarks>
public sealed class IndexReader : IDisposable
{
    private readonly CreditIndex _index;
    private readonly SubjectKeyCipher _cipher;
    private readonly Session _session;
    private readonly RecordLookup _lookup;
    private PreparedSubject _prepared;
    private bool _holdsEpoch;

    internal IndexReader(CreditIndex index, Session session)
    {
        _index = index;
        _cipher = index.Cipher;
        _session = session;
        _lookup = new RecordLookup(session, index);
    }

    /// <summary>Checks one subject at the snapshot of a context.</summary>
    /// <param name="context">Snapshot, plan and coverage.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="answer">Is cleared and filled.</param>
    /// <param name="found">Where the identifier led.</param>
    /// <returns>False if a record or tombstone newer than the snapshot was read: the answer is not to be used, and the whole request starts
    /// again at a newer snapshot (<see cref="CreditIndex.ReadPinned"/>).</returns>
    public bool TryCheck(in CheckContext context, in SubjectInput subject, CheckAnswer answer, out CheckedSubject found)
    {
        _index.Prepare(subject, ref _prepared);
        return TryCheck(context, subject, _prepared, answer, out found);
    }

    /// <summary>Asks for the record of a prepared subject, whose bucket should have arrived by now.</summary>
    /// <param name="prepared">The prepared subject.</param>
    public void Fetch(in PreparedSubject prepared) => _index.Hints?.FetchRecord(prepared.Key);

    /// <summary>Checks a prepared subject; otherwise as the check that prepares it.</summary>
    /// <param name="context">Snapshot, plan and coverage.</param>
    /// <param name="subject">The subject that was prepared.</param>
    /// <param name="prepared">What was prepared of it.</param>
    /// <param name="answer">Is cleared and filled.</param>
    /// <param name="found">Where the identifier led.</param>
    /// <returns>False if something newer than the snapshot was read.</returns>
    public bool TryCheck(in CheckContext context, in SubjectInput subject, in PreparedSubject prepared, CheckAnswer answer, out CheckedSubject found)
    {
        if (prepared.Readings.Count == 0)
        {
            found = new CheckedSubject(default, IdentifierType.Unspecified, prepared.Findings);
            CheckEvaluator.EvaluateUnusable(IdentityMatch.InvalidIdentifier, IndeterminateReasons.None, answer);
            return true;
        }

        if (_holdsEpoch)
        {
            return CheckReadings(context, subject, prepared, answer, out found);
        }

        var epoch = _session.UnsafeContext;
        epoch.BeginUnsafe();
        try
        {
            return CheckReadings(context, subject, prepared, answer, out found);
        }
        finally
        {
            epoch.EndUnsafe();
        }
    }

    /// <summary>Holds the store's epoch over the following checks, which saves entering and leaving it for each.</summary>
    /// <remarks>On one thread, without waiting in between; call <see cref="EndRun"/> after at most some hundred checks, so that the applier
    /// and checkpoints are not held up.</remarks>
    public void BeginRun()
    {
        _session.UnsafeContext.BeginUnsafe();
        _holdsEpoch = true;
    }

    /// <summary>Leaves the epoch.</summary>
    public void EndRun()
    {
        _holdsEpoch = false;
        _session.UnsafeContext.EndUnsafe();
    }

    /// <summary>Copies the newest record of a subject.</summary>
    /// <param name="key">Key of the subject; an alias leads to its target, a unified code without a record to its organisation code.</param>
    /// <param name="foundUnder">Key under which the record stands; default if there is none.</param>
    /// <returns>The record as <c>SubjectView</c> reads it; null if there is none or the subject was erased.</returns>
    /// <remarks>Allocates the copy. Its head says which revision wrote it.</remarks>
    public byte[]? ReadCopy(SubjectKey key, out SubjectKey foundUnder)
    {
        if (_holdsEpoch)
        {
            return Copy(key, out foundUnder);
        }

        var epoch = _session.UnsafeContext;
        epoch.BeginUnsafe();
        try
        {
            return Copy(key, out foundUnder);
        }
        finally
        {
            epoch.EndUnsafe();
        }
    }

    /// <summary>Gives the reader back to the index.</summary>
    public void Dispose()
    {
        if (_holdsEpoch)
        {
            EndRun();
        }

        _index.Return(this);
    }

    internal void Close() => _session.Dispose();

    private byte[]? Copy(SubjectKey key, out SubjectKey foundUnder)
    {
        var inner = _cipher.Unseal(key).InnerOrgCode();
        var hit = _lookup.Find(key, inner == default ? default : _cipher.Seal(inner), ulong.MaxValue);
        foundUnder = hit.Record.IsEmpty ? default : hit.Key;
        return hit.Record.IsEmpty ? null : hit.Record.Bytes.ToArray();
    }

    private bool CheckReadings(in CheckContext context, in SubjectInput subject, in PreparedSubject prepared, CheckAnswer answer, out CheckedSubject found)
    {
        ref readonly var first = ref prepared.Readings[0];
        var hit = _lookup.Find(prepared.Key, InnerKeyOf(context, first, prepared.InnerKey), context.Snapshot.Revision);
        if (prepared.Readings.Count == 1 || hit.IsNewer)
        {
            return AnswerOf(context, subject, first, hit, answer, out found);
        }

        var reading = first;
        if (IsAmbiguous(context, subject, prepared.Readings, ref hit, ref reading))
        {
            found = new CheckedSubject(hit.Key, IdentifierType.Unspecified, prepared.Findings);
            CheckEvaluator.EvaluateUnusable(IdentityMatch.Ambiguous, IndeterminateReasons.None, answer);
            return true;
        }

        return AnswerOf(context, subject, reading, hit, answer, out found);
    }

    private bool AnswerOf(in CheckContext context, in SubjectInput subject, in ParsedIdentifier reading, in RecordHit hit, CheckAnswer answer, out CheckedSubject found)
    {
        found = new CheckedSubject(hit.Key, reading.Type, reading.Findings);
        if (hit.IsNewer)
        {
            return false;
        }

        if (hit.IsNothing && (reading.Findings & IdentifierFindings.BadCheckCharacter) != 0)
        {
            // Early pilot codes with a wrong check character are recorded and found. With no record it is a slip of the pen, and nobody
            // knows whose record it missed: never CLEAR. The type stays open, for the slip may hide a person's number.
            found = found with { Key = default, Type = IdentifierType.Unspecified };
            CheckEvaluator.EvaluateUnusable(IdentityMatch.InvalidIdentifier, IndeterminateReasons.None, answer);
            return true;
        }

        Evaluate(context, subject, reading, hit, answer);
        if (answer.StatedFormerName)
        {
            found = found with { Findings = found.Findings | IdentifierFindings.FormerName };
        }

        return true;
    }

    // Looks the other readings up; one that alone leads to a record is taken.
    private bool IsAmbiguous(in CheckContext context, in SubjectInput subject, in ParsedIdentifiers readings, ref RecordHit hit, ref ParsedIdentifier reading)
    {
        var choice = new ReadingChoice(hit, reading);
        for (var i = 1; i < readings.Count && !choice.IsDecided; i++)
        {
            var next = readings[i];
            choice.Take(_lookup.Find(_cipher.Seal(next, subject.Value), InnerKeyOf(context, next, default), context.Snapshot.Revision), next);
        }

        (hit, reading) = (choice.Hit, choice.Reading);
        if (!choice.IsDecided && !hit.Record.IsEmpty)
        {
            // A later read may have refreshed the epoch: only the bytes of the last read are sure.
            hit = _lookup.Find(hit.Key, default, context.Snapshot.Revision).Via(hit.ByAlias);
        }

        return choice.IsAmbiguous;
    }

    // Prepared against a snapshot without bare codes and pinned to one with some, or the other way round: the pinned one decides.
    private SubjectKey InnerKeyOf(in CheckContext context, in ParsedIdentifier reading, SubjectKey preparedKey)
    {
        if (context.Snapshot.Counts.BareOrgCodes == 0)
        {
            return default;
        }

        if (preparedKey != default)
        {
            return preparedKey;
        }

        var inner = reading.Packed.InnerOrgCode();
        return inner == default ? default : _cipher.Seal(inner);
    }

    private void Evaluate(in CheckContext context, in SubjectInput subject, in ParsedIdentifier reading, in RecordHit hit, CheckAnswer answer)
    {
        if (hit.IsOutOfMemory)
        {
            CheckEvaluator.EvaluateUnusable(IdentityMatch.Matched, IndeterminateReasons.NotInMemory, answer);
            return;
        }

        var question = new SubjectQuestion
        {
            Coverage = context.Coverage,
            NextVersionDay = context.Snapshot.NextCatalogueDay(context.Plan.Today),
            PartyRole = subject.PartyRole,
            ByAlias = hit.ByAlias,
            KindsByIdentifier = IdentifierKinds.PossibleOf(reading.Packed),
            SealedName = hit.Record.IsEmpty ? 0 : _cipher.SealName(subject.Name),
        };
        if (hit.Record.IsEmpty)
        {
            CheckEvaluator.EvaluateMissing(context.Plan, question, answer);
        }
        else
        {
            CheckEvaluator.Evaluate(new SubjectView(hit.Record.Bytes), context.Plan, question, answer);
        }
    }
}
