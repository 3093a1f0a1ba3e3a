namespace CreditQuery.Rules.Catalogues;

/// <summary>How often a region inspects at a level, against its ordinary frequency.</summary>
/// <param name="Region">Region; includes everything below it.</param>
/// <param name="Level">Level.</param>
/// <param name="Factor">Decimal factor as written.</param>
/// <param name="Bases">What it rests on.</param>
public sealed record SupervisionFactor(int Region, InspectionLevel Level, string Factor, IReadOnlyList<BasisCitation> Bases);
