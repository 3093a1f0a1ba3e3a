namespace CreditQuery.Rules.Catalogues;

/// <summary>A column of Tables A and B: which lists trigger it, and which measure answers for which item.</summary>
/// <param name="Index">Position in <see cref="Catalogue.ConsumptionRules"/>; at most 31.</param>
/// <param name="Code">Code.</param>
/// <param name="ListTypes">List types by index.</param>
/// <param name="MeasureByItem">Measure by index, for each item of consumption; -1 none.</param>
public sealed record ConsumptionRule(int Index, string Code, IReadOnlyList<int> ListTypes, IReadOnlyList<int> MeasureByItem);
