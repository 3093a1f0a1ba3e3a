namespace CreditQuery.Rules.Catalogues;

/// <summary>A severity scheme (失信程度划分): never map its words to another scheme's.</summary>
/// <param name="Code">Code, unique in the catalogue.</param>
/// <param name="NameZh">Chinese name.</param>
/// <param name="Values">Values by rank.</param>
/// <remarks>Source: 000 二(三); 国办发〔2025〕22号.</remarks>
public sealed record SeverityScheme(string Code, string NameZh, IReadOnlyList<SeverityValue> Values)
{
    /// <summary>The number in records.</summary>
    public int Number { get; } = Code32.Of(Code);
}
