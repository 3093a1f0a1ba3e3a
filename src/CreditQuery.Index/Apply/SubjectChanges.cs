using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;
using IdentifierKinds = CreditQuery.Rules.Subjects.IdentifierKinds;
using SubjectKind = CreditQuery.Rules.Subjects.SubjectKind;

namespace CreditQuery.Index.Apply;

/// <summary>put_subject and erase_subject.</summary>
internal static class SubjectChanges
{
    /// <summary>Creates or replaces what is known of a subject itself; entries and links stay.</summary>
    public static ChangeOutcome Put(WorkingSet set, PutSubject change)
    {
        var key = WorkingSet.KeyOf(change.Subject);
        var found = set.Find(key);
        if (found is { IsErased: true })
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        var identifier = set.Cipher.Unseal(found?.Key ?? key);
        var kind = change.Kind == 0 ? IdentifierKinds.Of(identifier) : (SubjectKind)change.Kind;
        if (!IdentifierKinds.Fits(kind, identifier))
        {
            return Outcomes.Refused(RefusalReason.WrongKind, "kind");
        }

        if (!TryDescribe(change, kind, out var head, out var refusal))
        {
            return refusal;
        }

        var record = set.FindOrCreate(key);
        return Outcomes.AppliedIf(Describe(set, record, change, head) || record != found);
    }

    /// <summary>Ends every use of what is known of a subject; a tombstone stays under its key.</summary>
    public static ChangeOutcome Erase(WorkingSet set, EraseSubject change)
    {
        if (change.DecisionRef.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "decision_ref");
        }

        if (set.Find(change.Subject) is not { } record)
        {
            return Outcomes.Refused(RefusalReason.NoSuchSubject);
        }

        if (record.IsErased)
        {
            return Outcomes.NoChange;
        }

        LinkEnds.RemoveAll(set, record);
        var kind = record.Subject.Head.Kind;
        record.Subject.Clear();
        record.Subject.Head = new SubjectHeader { Kind = kind, Flags = SubjectFlags.Erased };
        record.MarkChanged();
        return Outcomes.Applied;
    }

    private static bool TryDescribe(PutSubject change, SubjectKind kind, out SubjectHeader head, out ChangeOutcome refusal)
    {
        head = new SubjectHeader { Kind = kind, SealedName = change.Subject.SealedName };
        refusal = Outcomes.NoChange;
        if (change.Region.Length > 0 && !RegionCode.TryParse(change.Region, out head.Region))
        {
            refusal = Outcomes.Refused(RefusalReason.UnknownCode, "region");
        }
        else if (!IndustryCode.TryPack(change.IndustryCode, out head.Industry))
        {
            refusal = Outcomes.Refused(RefusalReason.UnknownCode, "industry_code");
        }
        else if (!TryReadBeginning(change, kind, out head.EstablishedOn))
        {
            refusal = Outcomes.Refused(RefusalReason.BadPeriod, kind == SubjectKind.NaturalPerson ? "birth_month" : "established_on");
        }

        return ReferenceEquals(refusal, Outcomes.NoChange);
    }

    private static bool TryReadBeginning(PutSubject change, SubjectKind kind, out int day) => kind == SubjectKind.NaturalPerson
        ? Days.TryRead(change.BirthMonth.Length == 0 ? "" : change.BirthMonth + "-01", CivilDay.None, out day)
        : Days.TryRead(change.EstablishedOn, CivilDay.None, out day);

    private static bool Describe(WorkingSet set, WorkingRecord record, PutSubject change, in SubjectHeader described)
    {
        var subject = record.Subject;
        var name = described.Kind == SubjectKind.NaturalPerson ? "" : change.Subject.Name;
        var nameBytes = Encoding.UTF8.GetBytes(name.Replace('\0', ' '));
        var occupations = Encoding.UTF8.GetBytes(string.Join('\n', change.OccupationTags));
        ref var head = ref subject.Head;
        if (!subject.Has(SubjectFlags.Undescribed)
            && head.Kind == described.Kind && head.Region == described.Region && head.Industry == described.Industry
            && head.EstablishedOn == described.EstablishedOn && head.SealedName == described.SealedName
            && subject.Name.AsSpan().SequenceEqual(nameBytes) && subject.Occupations.AsSpan().SequenceEqual(occupations))
        {
            return false;
        }

        subject.Mark(SubjectFlags.Undescribed, false);
        if (head.SealedName != described.SealedName)
        {
            // Whoever states the old name means this subject. A name that was wrong was never its name.
            var former = change.NameWasWrong ? subject.FormerNames : FormerNames.With(subject.FormerNames, head.SealedName, Days.Before(set.Day));
            subject.FormerNames = FormerNames.Without(former, described.SealedName);
        }

        (head.Kind, head.Region, head.Industry) = (described.Kind, described.Region, described.Industry);
        (head.EstablishedOn, head.SealedName) = (described.EstablishedOn, described.SealedName);
        (subject.Name, subject.Occupations) = (nameBytes, occupations);
        record.MarkChanged();
        return true;
    }
}
