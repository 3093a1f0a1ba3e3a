using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>Collects what the entries of one subject say about three clean years (连续三年无不良信用记录), and decides.</summary>
/// <remarks>The subject's own entries alone: a unit's entry is the unit's record. Source: 000 三(二); 001 二(四)5; architecture, chapter 4.</remarks>
internal struct CleanRecord
{
    private int _latest;
    private int _latestGoesOn;
    private int _nextAdverse;
    private int _latestDisputed;

    /// <summary>Takes an entry of an adverse public list type.</summary>
    public void Take(in EntryRecord entry, EntryState state, in ListFacts list, CheckPlan plan)
    {
        // What was revoked never was; what was repaired counts only where data says so.
        if (state == EntryState.Revoked || (state == EntryState.Repaired && !list.RepairedCounts) || NeverCame(entry))
        {
            return;
        }

        if (entry.RectifyBy >= plan.AsOf)
        {
            // What is only notified so far counts from the day after its deadline.
            NextAdverse(entry.RectifyBy + 1);
            return;
        }

        var day = entry.DecidedOn == CivilDay.None ? entry.ValidFrom : entry.DecidedOn;
        if (day > plan.AsOf)
        {
            NextAdverse(day);
        }
        else if (state != EntryState.Suspended)
        {
            if (day >= _latest)
            {
                // The day itself is told as long as the record keeps it.
                var end = Retention.EndOf(entry, CivilDay.None);
                _latestGoesOn = end == CivilDay.Never ? CivilDay.Never : end + list.FactDays + 1;
                _latest = day;
            }
        }
        else
        {
            _latestDisputed = Math.Max(_latestDisputed, day);
        }
    }

    // A case whose resolution is missing is no decision, however long it lies; nor is a notice that was followed before its deadline passed (004 二3).
    private static bool NeverCame(in EntryRecord entry) =>
        (entry.Flags & EntryFlags.PendingResolution) != 0
        || (entry.RectifyBy != CivilDay.None && Math.Min(Math.Min(entry.ExitedOn, entry.RepairedOn), entry.ValidTo == CivilDay.Never ? CivilDay.Never : entry.ValidTo + 1) <= entry.RectifyBy + 1);

    private void NextAdverse(int day) => _nextAdverse = _nextAdverse == 0 ? day : Math.Min(_nextAdverse, day);

    /// <summary>Decides: NO, else UNKNOWN, else TOO_YOUNG, else YES.</summary>
    public readonly void Decide(CheckPlan plan, in CoverageVerdict coverage, bool isPerson, int establishedOn, bool quarantined, CheckAnswer answer)
    {
        answer.CleanSince = _latest == 0 ? CivilDay.None : _latest + 1;
        SoonerChange(plan, _latestGoesOn > plan.AsOf ? _latestGoesOn : CivilDay.Never, answer);
        SoonerChange(plan, _nextAdverse == 0 ? CivilDay.Never : _nextAdverse, answer);
        if (_latest > plan.CleanAfter)
        {
            answer.CleanYears = ThreeCleanYears.No;
            SoonerChange(plan, AgeOut(_latest), answer);
        }
        else if (_latestDisputed > plan.CleanAfter)
        {
            answer.CleanYears = ThreeCleanYears.Unknown;
            SoonerChange(plan, AgeOut(_latestDisputed), answer);
        }
        else if (quarantined || coverage.Reasons != IndeterminateReasons.None || !coverage.CrossChecked || (!isPerson && establishedOn == CivilDay.None))
        {
            answer.CleanYears = ThreeCleanYears.Unknown;
        }
        else if (coverage.CompleteFrom > plan.CleanAfter + 1)
        {
            // The window begins on the day after CleanAfter.
            answer.CleanYears = ThreeCleanYears.Unknown;
            SoonerChange(plan, coverage.CompleteFrom == CivilDay.Never ? CivilDay.Never : AgeOut(coverage.CompleteFrom - 1), answer);
        }
        else if (!isPerson && establishedOn > plan.CleanAfter)
        {
            answer.CleanYears = ThreeCleanYears.TooYoung;
            SoonerChange(plan, AgeOut(establishedOn), answer);
        }
        else
        {
            answer.CleanYears = ThreeCleanYears.Yes;
        }
    }

    private static void SoonerChange(CheckPlan plan, int day, CheckAnswer answer)
    {
        if (plan.MovesWithTime)
        {
            answer.SoonerChange(day);
        }
    }

    /// <summary>First day on which a day lies three years back or more; 29 February ages out on 1 March.</summary>
    internal static int AgeOut(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        var later = date.AddYears(3);
        return later.AddYears(-3) < date ? later.DayNumber + 1 : later.DayNumber;
    }
}
