namespace CreditQuery.Rules.Catalogues;

/// <summary>A value of a grade scheme.</summary>
/// <param name="Code">Code, unique in the scheme.</param>
/// <param name="NameZh">Chinese word.</param>
/// <param name="Rank">1 is the best.</param>
public sealed record GradeValue(string Code, string NameZh, int Rank)
{
    /// <summary>The number in records.</summary>
    public int Number { get; } = Code32.Of(Code);
}
