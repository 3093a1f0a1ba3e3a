using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index;

/// <summary>A subject as a caller names it.</summary>
public readonly ref struct SubjectInput
{
    /// <summary>Type of the identifier; unspecified tries every type that fits.</summary>
    public IdentifierType Type { get; init; }

    /// <summary>The identifier as written.</summary>
    public ReadOnlySpan<char> Value { get; init; }

    /// <summary>The name as written; empty: no name to compare.</summary>
    public ReadOnlySpan<char> Name { get; init; }

    /// <summary>Role in the case, as <c>CheckPlan.TryFindPartyRole</c> gives it; 0 none.</summary>
    public int PartyRole { get; init; }
}
