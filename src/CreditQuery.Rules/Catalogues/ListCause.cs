namespace CreditQuery.Rules.Catalogues;

/// <summary>A cause (列入事由) of a list type, with a period of its own where the law gives one.</summary>
/// <param name="Code">Code, unique in the list type.</param>
/// <param name="NameZh">Chinese name.</param>
/// <param name="Period">Its period; null: that of the list type.</param>
/// <remarks>Source: 法释〔2017〕7号 (six causes of the court list); 发改财金〔2018〕384号.</remarks>
public sealed record ListCause(string Code, string NameZh, ListPeriod? Period)
{
    /// <summary>The number in records.</summary>
    public int Number { get; } = Code32.Of(Code);
}
