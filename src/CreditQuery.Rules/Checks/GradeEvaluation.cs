using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>Applies rows that look at a grade or at a clean record instead of an entry.</summary>
internal readonly ref struct GradeEvaluation(CheckPlan plan, CheckAnswer answer, KindSet kinds, int partyRole, MeasureState ofIncentives, bool commitmentBroken)
{
    /// <summary>Applies rows of grade schemes: the latest grade of the scheme in force that day counts. Third-party ratings never do.</summary>
    public void ApplyGrades(ReadOnlySpan<GradeRecord> grades)
    {
        foreach (ref readonly var candidate in plan.GradeCandidates.AsSpan())
        {
            var latest = LatestOf(grades, candidate.GradeScheme);
            if (latest >= 0 && candidate.Grades.AsSpan().Contains(grades[latest].Value) && IsMet(candidate))
            {
                Apply(candidate, grades[latest].ValidTo, byCleanRecord: false);
            }
        }
    }

    /// <summary>Applies incentives of three clean years.</summary>
    public void ApplyClean()
    {
        foreach (ref readonly var candidate in plan.CleanCandidates.AsSpan())
        {
            if (IsMet(candidate))
            {
                Apply(candidate, CivilDay.Never, byCleanRecord: true);
            }
        }
    }

    /// <summary>Earns the points of the tender scheme for grades.</summary>
    public void EarnPoints(ReadOnlySpan<GradeRecord> grades)
    {
        if (plan.TenderScheme is null || ofIncentives != MeasureState.Active)
        {
            return;
        }

        foreach (var points in plan.TenderPoints)
        {
            if (points.GradeScheme is { } scheme && LatestOf(grades, scheme.Number) is >= 0 and var latest && points.HasGrade(grades[latest].Value))
            {
                answer.Earn(points.Points);
            }
        }
    }

    /// <summary>Lists the third-party ratings in force that day where the scenario uses them; they weigh nothing.</summary>
    /// <remarks>Source: 000 三(三), 003 二.</remarks>
    public void ListRatings(in SubjectView view)
    {
        if (plan.Scenario.Advice != AdviceKind.Tender)
        {
            return;
        }

        foreach (ref readonly var rating in view.Grades)
        {
            if (rating.IsRating == 0)
            {
                continue;
            }

            var days = new DayRange(rating.GradedOn, rating.ValidTo);
            if (plan.MovesWithTime)
            {
                answer.SoonerChange(days.NextChangeAfter(plan.AsOf));
            }

            if (days.Covers(plan.AsOf))
            {
                answer.AddRating(rating, view.Tail.Slice(rating.TextOffset, rating.TextLength));
            }
        }
    }

    private bool IsMet(in PlanCandidate candidate) =>
        candidate.Kinds.Overlaps(kinds)
        && (candidate.PartyRoles & (1u << partyRole)) != 0
        && (!candidate.ThreeCleanYears || answer.CleanYears == ThreeCleanYears.Yes)
        && (!candidate.NoBrokenCommitment || !commitmentBroken);

    private int LatestOf(ReadOnlySpan<GradeRecord> grades, int scheme)
    {
        var latest = -1;
        for (var index = 0; index < grades.Length; index++)
        {
            ref readonly var grade = ref grades[index];
            if (grade.Scheme != scheme || grade.IsRating != 0)
            {
                continue;
            }

            if (plan.MovesWithTime)
            {
                answer.SoonerChange(new DayRange(grade.GradedOn, grade.ValidTo).NextChangeAfter(plan.AsOf));
            }

            if (grade.GradedOn <= plan.AsOf && plan.AsOf <= grade.ValidTo && (latest < 0 || grade.GradedOn >= grades[latest].GradedOn))
            {
                latest = index;
            }
        }

        return latest;
    }

    private void Apply(in PlanCandidate candidate, int validUntil, bool byCleanRecord)
    {
        var standing = candidate.Standing == Standing.Counts && !candidate.Kinds.Includes(kinds) ? Standing.KindOpen : candidate.Standing;
        ref var applied = ref answer.Add(standing);
        applied.Measure = candidate.Measure;
        applied.State = candidate.Kind == MeasureKind.Incentive ? ofIncentives : MeasureState.Active;
        applied.Effect = candidate.Effect;
        applied.Obligation = candidate.Obligation;
        applied.Ruling = candidate.Ruling;
        applied.ValidUntil = validUntil;
        applied.ByCleanRecord = byCleanRecord;
        applied.GradeScheme = candidate.GradeSchemeNumber;
        answer.Weigh(ref applied, candidate, standing, candidate.Uncertain);
    }
}
