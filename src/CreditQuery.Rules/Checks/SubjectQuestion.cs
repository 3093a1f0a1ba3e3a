using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>What differs between the subjects of one plan.</summary>
/// <remarks>The default asks about no role, compares no name, and has no coverage: it never answers CLEAR.</remarks>
public readonly record struct SubjectQuestion
{
    /// <summary>Coverage of the plan's scenario and region at the instant of the check.</summary>
    public CoverageVerdict Coverage { get; init; }

    /// <summary>First day of the next version of the catalogue, which may answer otherwise; None if no other is known.</summary>
    public int NextVersionDay { get; init; }

    /// <summary>Role in the case, as <see cref="CheckPlan.TryFindPartyRole"/> gives it; 0 none.</summary>
    public int PartyRole { get; init; }

    /// <summary>Keyed hash of the normalised name given by the caller; 0: no name given.</summary>
    public ulong SealedName { get; init; }

    /// <summary>The record was found under another identifier of the subject.</summary>
    public bool ByAlias { get; init; }

    /// <summary>Kinds that the identifier itself leaves open, for subjects without a described record; empty: any.</summary>
    public KindSet KindsByIdentifier { get; init; }
}
