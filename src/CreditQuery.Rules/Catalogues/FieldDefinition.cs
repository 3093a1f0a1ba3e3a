namespace CreditQuery.Rules.Catalogues;

/// <summary>A field (领域) of list types and inspections.</summary>
/// <param name="Code">Code, unique in the catalogue.</param>
/// <param name="NameZh">Chinese name.</param>
/// <remarks>Source: 004 三1.</remarks>
public sealed record FieldDefinition(string Code, string NameZh);
