namespace CreditQuery.Rules.Catalogues;

/// <summary>A value of a severity scheme.</summary>
/// <param name="Code">Code, unique in the scheme.</param>
/// <param name="NameZh">Chinese word; the same word means different things in different schemes.</param>
/// <param name="Rank">1 is the least severe.</param>
/// <param name="MinPublishDays">Shortest publication, days; 0 none.</param>
/// <param name="MaxPublishDays">Longest publication, days; 0: no bound stated.</param>
public sealed record SeverityValue(string Code, string NameZh, int Rank, int MinPublishDays, int MaxPublishDays)
{
    /// <summary>The number in records.</summary>
    public int Number { get; } = Code32.Of(Code);
}
