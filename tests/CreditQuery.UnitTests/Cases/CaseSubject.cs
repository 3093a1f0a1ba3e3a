using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Cases;

/// <summary>What is known of one subject.</summary>
internal sealed class CaseSubject
{
    public string Kind { get; set; } = "enterprise";

    // Young, so that only the cases about clean years have them.
    public string EstablishedOn { get; set; } = "2025-01-01";

    public List<CaseEntry> Entries { get; set; } = [];

    public List<CaseEntry> Via { get; set; } = [];

    public List<CaseGrade> Grades { get; set; } = [];

    public string BrokenCommitment { get; set; } = "";

    public byte[] ToRecord()
    {
        var record = new RecordBuilder(CaseWords.Parse<SubjectKind>(Kind), EstablishedOn);
        for (var index = 0; index < Entries.Count; index++)
        {
            Entries[index].AddTo(record, "own:" + index);
        }

        for (var index = 0; index < Via.Count; index++)
        {
            Via[index].AddTo(record, "unit:" + index);
        }

        foreach (var grade in Grades)
        {
            record.Grade(grade.Scheme, grade.Value, grade.On, grade.To);
        }

        if (BrokenCommitment.Length > 0)
        {
            record.Commitment(CommitmentState.Broken, BrokenCommitment);
        }

        return record.Build();
    }
}
