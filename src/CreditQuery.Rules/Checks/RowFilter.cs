using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>Decides what of a row the subject and its entries decide.</summary>
internal readonly struct RowFilter(CheckPlan plan, KindSet kinds, int partyRole, ReadOnlySpan<CommitmentRecord> commitments)
{
    private readonly CheckPlan _plan = plan;
    private readonly KindSet _kinds = kinds;
    private readonly uint _partyRole = 1u << partyRole;

    /// <summary>True if a commitment was broken by the day asked about.</summary>
    public bool CommitmentBroken { get; } = IsCommitmentBroken(commitments, plan);

    // Neither counted nor dropped where nobody said what decides.
    public Standing StandingOf(in PlanCandidate candidate, in EntryReach reach)
    {
        if (reach.Place == Placement.Unknown)
        {
            return Standing.RegionOpen;
        }

        var certain = candidate.Kinds.Includes(_kinds) || (reach.Role != Role.Unspecified && candidate.Kinds.Includes(reach.UnitKinds));
        return certain ? Standing.Counts : Standing.KindOpen;
    }

    public bool Reaches(in PlanCandidate candidate, EntryState state, in EntryReach reach)
    {
        var reaches = reach.Role == Role.Unspecified
            ? candidate.Kinds.Overlaps(_kinds)
            : candidate.Roles.Contains(reach.Role) && (candidate.Kinds.Overlaps(_kinds) || candidate.Kinds.Overlaps(reach.UnitKinds));
        return reaches
            && (state == EntryState.Monitored ? candidate.TakesMonitored : candidate.TakesActive)
            && (candidate.PartyRoles & _partyRole) != 0;
    }

    public bool Meets(in PlanCandidate candidate, in EntryRecord entry, ThreeCleanYears cleanYears) =>
        (!candidate.AbleButRefuses || (entry.Flags & EntryFlags.AbleButRefuses) != 0)
        && (candidate.Severities is null || (candidate.SeverityScheme == entry.SeverityScheme && candidate.Severities.AsSpan().Contains(entry.Severity)))
        && (!candidate.IsOrder || _plan.ItemBit == 0 || entry.Items == 0 || (entry.Items & _plan.ItemBit) != 0)
        && (!candidate.SameIndustry || (entry.Industry != 0 && (_plan.Industry == 0 || IndustryCode.Contains(entry.Industry, _plan.Industry))))
        && (!candidate.ThreeCleanYears || cleanYears == ThreeCleanYears.Yes)
        && (!candidate.NoBrokenCommitment || !CommitmentBroken);

    public bool IsUncertain(in PlanCandidate candidate, in EntryRecord entry) =>
        candidate.Uncertain || (candidate.SameIndustry && entry.Industry != 0 && _plan.Industry == 0);

    private static bool IsCommitmentBroken(ReadOnlySpan<CommitmentRecord> commitments, CheckPlan plan)
    {
        foreach (ref readonly var commitment in commitments)
        {
            if (commitment.State == CommitmentState.Broken && commitment.EndedOn <= plan.AsOf)
            {
                return true;
            }
        }

        return false;
    }
}
