namespace CreditQuery.Rules.Catalogues;

/// <summary>One difference between two catalogues.</summary>
/// <param name="Kind">Added, removed or changed.</param>
/// <param name="Path">Path in the file.</param>
/// <param name="From">Value in the earlier one; empty if there is none.</param>
/// <param name="To">Value in the later one; empty if there is none.</param>
/// <param name="Scenarios">Scenarios whose answers could change by it.</param>
public sealed record CatalogueDifference(DifferenceKind Kind, string Path, string From, string To, IReadOnlyList<string> Scenarios);
