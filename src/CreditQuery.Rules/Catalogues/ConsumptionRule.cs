namespace CreditQuery.Rules.Catalogues;

/// <summary>What triggers a column of Tables A and B, and which measure answers for which item.</summary>
/// <param name="Column">Column by index in <see cref="Catalogue.ConsumptionColumns"/>, at most 31; several rules may share one.</param>
/// <param name="ListTypes">List types by index.</param>
/// <param name="AbleButRefuses">Only entries of subjects able to perform who refuse (F147).</param>
/// <param name="MeasureByItem">Measure by index, for each item of consumption; -1 none.</param>
public sealed record ConsumptionRule(int Column, IReadOnlyList<int> ListTypes, bool AbleButRefuses, IReadOnlyList<int> MeasureByItem);
