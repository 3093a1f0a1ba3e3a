using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Records;
using IdentifierKinds = CreditQuery.Rules.Subjects.IdentifierKinds;
using KindSet = CreditQuery.Rules.Subjects.KindSet;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Index.Apply;

/// <summary>put_entry and correct_entry.</summary>
internal static class EntryChanges
{
    /// <summary>Creates a list entry or replaces the facts of one with the same id.</summary>
    /// <remarks>What happened to an entry since (exit, objection, exemption, grace…) stays. An ended entry is corrected, not put again.</remarks>
    public static ChangeOutcome Put(WorkingSet set, PutEntry change)
    {
        var key = WorkingSet.KeyOf(change.Entry?.Subject);
        if (EntryForm.Read(set, change, out var refusal) is not { } form)
        {
            return refusal;
        }

        var found = set.Find(key);
        if (Refuse(set, found, key, form) is { } reason)
        {
            return reason;
        }

        var existing = found?.Subject.FindEntry(form.Entry.Id);
        if (existing is null)
        {
            return Add(set, key, found, form);
        }

        if (change.GraceTo.Length == 0)
        {
            // A list loaded again says nothing of a grace period granted since; set_grace alone ends it.
            form.Entry.Value.GraceTo = existing.Value.GraceTo;
        }

        if (SameFacts(existing, form.Entry))
        {
            return Outcomes.NoChange;
        }

        return EntryEndings.HasEnded(existing) ? Outcomes.Refused(RefusalReason.EntryEnded) : Replace(set, set.FindOrCreate(key), existing, form);
    }

    /// <summary>Corrects facts of an entry, ended or not, as if they had always been so.</summary>
    public static ChangeOutcome Correct(WorkingSet set, CorrectEntry change)
    {
        var key = WorkingSet.KeyOf(change.Corrected?.Entry?.Subject);
        if (set.Find(key) is not { } record)
        {
            return Outcomes.Refused(RefusalReason.NoSuchSubject);
        }

        if (EntryForm.Read(set, change.Corrected!, out var refusal) is not { } form)
        {
            return refusal;
        }

        if (Refuse(set, record, key, form) is { } reason)
        {
            return reason;
        }

        if (record.Subject.FindEntry(form.Entry.Id) is not { } existing)
        {
            return Outcomes.Refused(RefusalReason.NoSuchEntry);
        }

        if (SameFacts(existing, form.Entry))
        {
            return Outcomes.NoChange;
        }

        set.NoteCorrected(change.Corrected!.Entry.EntryId);
        return Replace(set, set.FindOrCreate(key), existing, form);
    }

    private static ChangeOutcome? Refuse(WorkingSet set, WorkingRecord? record, SubjectKey key, EntryForm form)
    {
        if (record is { IsErased: true })
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        // A kind that is not known is no contradiction; one that the identifier rules out is.
        var kinds = KindSet.Possible(record?.Subject.Head.Kind ?? default, IdentifierKinds.PossibleOf(set.Cipher.Unseal(key)));
        if (!form.List.Kinds.Overlaps(kinds))
        {
            return Outcomes.Refused(RefusalReason.WrongKind, "list_type");
        }

        if (Minors.Concerns(form.List) && Minors.WasMinor(set, key, record, form.Entry.Value))
        {
            return Outcomes.Refused(RefusalReason.Minor, "acted_on");
        }

        var existing = record?.Subject.FindEntry(form.Entry.Id);
        if (existing is not null && existing.Has(EntryFlags.Inherited))
        {
            return Outcomes.Refused(RefusalReason.NoSuchEntry, "the entry is inherited: change it at the predecessor");
        }

        return existing is not null && existing.Has(EntryFlags.Counted) ? Outcomes.Refused(RefusalReason.NoSuchEntry, EntryLookup.OfCount) : null;
    }

    private static ChangeOutcome Add(WorkingSet set, SubjectKey key, WorkingRecord? found, EntryForm form)
    {
        if (found?.Subject.Entries.Count >= SubjectRecord.MaxItems)
        {
            return Outcomes.Refused(RefusalReason.TooMany, "entries");
        }

        var record = set.FindOrCreate(key);
        form.Entry.Value.Revision = set.Revision;
        record.Subject.Entries.Add(form.Entry);
        record.MarkChanged();
        return Outcomes.Applied;
    }

    private static ChangeOutcome Replace(WorkingSet set, WorkingRecord record, WorkingEntry existing, EntryForm form)
    {
        ref var old = ref existing.Value;
        var ending = EntryTexts.Read(existing.Texts, EntryText.Ending);
        ref var stated = ref form.Entry.Value;
        (stated.ExitedOn, stated.RepairedOn, stated.RevokedOn, stated.MonitorTo) = (old.ExitedOn, old.RepairedOn, old.RevokedOn, old.MonitorTo);
        stated.Revision = set.Revision;
        old = stated;
        existing.Texts = ending.Length == 0 ? form.Entry.Texts : EntryTexts.With(form.Entry.Texts, EntryText.Ending, ending);
        existing.Facts?.RemoveAll(static fact => fact.Value.Kind == FactKind.Recognition);
        if (form.Entry.Facts is { } regions)
        {
            (existing.Facts ??= []).AddRange(regions);
        }

        record.MarkChanged();
        return Outcomes.Applied;
    }

    private static bool SameFacts(WorkingEntry existing, WorkingEntry stated)
    {
        var (a, b) = (existing.Value, stated.Value);
        var sameDays = a.ActedOn == b.ActedOn && a.DecidedOn == b.DecidedOn && a.ValidFrom == b.ValidFrom && a.ValidTo == b.ValidTo
            && a.GraceTo == b.GraceTo && a.RectifyBy == b.RectifyBy && a.EarliestRepairOn == b.EarliestRepairOn;
        var sameCodes = a.ListType == b.ListType && a.Cause == b.Cause && a.SeverityScheme == b.SeverityScheme && a.Severity == b.Severity
            && a.Region == b.Region && a.Industry == b.Industry && a.Items == b.Items && a.Scope == b.Scope
            && a.BehaviourCategory == b.BehaviourCategory && (a.Flags & ~EntryFlags.TextsGone) == b.Flags;
        return sameDays && sameCodes && SameTexts(existing, stated) && Regions(existing).SequenceEqual(Regions(stated));
    }

    // What retention took away a list loaded again does not bring back.
    private static bool SameTexts(WorkingEntry existing, WorkingEntry stated) =>
        (existing.Has(EntryFlags.TextsGone) && existing.Texts.AsSpan().SequenceEqual(RecordRetention.Stripped(stated.Texts)))
        || existing.Texts.AsSpan().SequenceEqual(stated.Texts)
        || EntryTexts.With(existing.Texts, EntryText.Ending, "").AsSpan().SequenceEqual(stated.Texts);

    private static IEnumerable<int> Regions(WorkingEntry entry) =>
        from fact in entry.Facts ?? [] where fact.Value.Kind == FactKind.Recognition select fact.Value.Value;
}
