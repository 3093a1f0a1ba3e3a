namespace CreditQuery.Rules.Catalogues;

/// <summary>A grade scheme (等级): tax credit, environmental credit.</summary>
/// <param name="Code">Code, unique in the catalogue.</param>
/// <param name="NameZh">Chinese name.</param>
/// <param name="Values">Values, best first.</param>
/// <remarks>Source: 000 二(三); 004 二4.</remarks>
public sealed record GradeScheme(string Code, string NameZh, IReadOnlyList<GradeValue> Values)
{
    /// <summary>The number in records.</summary>
    public int Number { get; } = Code32.Of(Code);

    /// <summary>Field (领域) in which it grades, a code; null if it looks at all of them.</summary>
    /// <remarks>Source: 000 三(四), credit in the own field and in others.</remarks>
    public string? Field { get; init; }
}
