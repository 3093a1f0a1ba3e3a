namespace CreditQuery.Rules.Catalogues;

/// <summary>What an accepted objection does to entries of a list type in a region.</summary>
/// <param name="Region">Region; the most specific one that includes the region of the check wins (of the entry, where the check names none).</param>
/// <param name="Disciplines">Effect on disciplines.</param>
/// <param name="Incentives">Effect on incentives.</param>
/// <param name="Bases">Where it is said.</param>
public sealed record ObjectionRule(int Region, ObjectionEffect Disciplines, ObjectionEffect Incentives, IReadOnlyList<BasisCitation> Bases);
