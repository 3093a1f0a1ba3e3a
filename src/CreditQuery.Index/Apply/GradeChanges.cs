using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>put_grade and put_rating.</summary>
internal static class GradeChanges
{
    private const int MaxGrades = 64;
    private const int MaxTextBytes = 512;

    /// <summary>Records the grade of a scheme in place of the one before; an empty value takes it away.</summary>
    public static ChangeOutcome PutGrade(WorkingSet set, PutGrade change)
    {
        if (set.Catalogue is not { } catalogue || !CatalogueCodes.HasGrade(catalogue, change.Scheme, change.Value))
        {
            return Outcomes.Refused(RefusalReason.UnknownCode, "scheme, value");
        }

        var grade = new GradeRecord { Scheme = Code32.Of(change.Scheme), Value = Code32.Of(change.Value) };
        return Put(set, change.Subject, grade, (change.GradedOn, change.ValidTo), $"{change.Scheme}\n{change.Value}\n{change.Issuer}");
    }

    /// <summary>Records a third-party rating, for reference only.</summary>
    public static ChangeOutcome PutRating(WorkingSet set, PutRating change)
    {
        if (change.Agency.Length == 0 || change.Value.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "agency, value");
        }

        var scheme = $"{change.Agency}/{change.Scale}";
        if (Encoding.UTF8.GetByteCount(scheme) > 256 || Encoding.UTF8.GetByteCount(change.Value) > 256)
        {
            return Outcomes.Refused(RefusalReason.TooMany, "agency, scale, value");
        }

        var grade = new GradeRecord { Scheme = Code32.Of(scheme), Value = Code32.Of(change.Value), IsRating = 1 };
        return Put(set, change.Subject, grade, (change.RatedOn, change.ValidTo), $"{scheme}\n{change.Value}\n{change.Agency}");
    }

    private static ChangeOutcome Put(WorkingSet set, Subject? subject, GradeRecord grade, (string On, string To) days, string text)
    {
        if (!Days.TryRead(days.On, set.Day, out grade.GradedOn) || !Days.TryRead(days.To, CivilDay.Never, out grade.ValidTo) || grade.ValidTo < grade.GradedOn)
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "graded_on, valid_to");
        }

        var found = set.Find(subject);
        if (found is { IsErased: true })
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        var existing = found?.Subject.Grades.Find(g => g.Value.Scheme == grade.Scheme && g.Value.IsRating == grade.IsRating);
        var texts = Encoding.UTF8.GetBytes(text);
        if (grade.Value == 0)
        {
            return Remove(found, existing);
        }

        if (existing is not null && Same(existing, grade, texts))
        {
            return Outcomes.NoChange;
        }

        if (texts.Length > MaxTextBytes || (existing is null && found?.Subject.Grades.Count >= MaxGrades))
        {
            return Outcomes.Refused(RefusalReason.TooMany);
        }

        var record = set.FindOrCreate(subject);
        if (existing is not null)
        {
            (existing.Value, existing.Texts) = (grade, texts);
        }
        else
        {
            record.Subject.Grades.Add(new Texted<GradeRecord>(grade, texts));
        }

        record.MarkChanged();
        return Outcomes.Applied;
    }

    private static ChangeOutcome Remove(WorkingRecord? record, Texted<GradeRecord>? existing)
    {
        if (record is null || existing is null)
        {
            return Outcomes.NoChange;
        }

        record.Subject.Grades.Remove(existing);
        record.MarkChanged();
        return Outcomes.Applied;
    }

    private static bool Same(Texted<GradeRecord> existing, in GradeRecord grade, byte[] texts) =>
        existing.Value.Value == grade.Value && existing.Value.GradedOn == grade.GradedOn && existing.Value.ValidTo == grade.ValidTo
        && existing.Texts.AsSpan().SequenceEqual(texts);
}
