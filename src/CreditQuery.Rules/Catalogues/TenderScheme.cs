namespace CreditQuery.Rules.Catalogues;

/// <summary>A scheme of bonus points (信用加分); values come from tender rules, none from a seed.</summary>
/// <param name="Code">Code, unique in the catalogue.</param>
/// <param name="Region">Region; includes everything below it.</param>
/// <param name="TradeTypes">Kinds of trade; empty: any.</param>
/// <param name="Points">Points by ground; they add up.</param>
/// <param name="Cap">Most points; null: no cap.</param>
/// <param name="Bases">What it rests on.</param>
public sealed record TenderScheme(string Code, int Region, IReadOnlyList<string> TradeTypes, IReadOnlyList<TenderPoints> Points, decimal? Cap, IReadOnlyList<BasisCitation> Bases);
