namespace CreditQuery.Rules.Catalogues;

/// <summary>One of Yunnan's areas of special governance (专项治理); for reports only.</summary>
/// <param name="Number">1 to 19.</param>
/// <param name="NameZh">Chinese name.</param>
/// <param name="Lead">Departments in the lead.</param>
/// <param name="With">Departments taking part.</param>
/// <remarks>Source: 004 二.</remarks>
public sealed record GovernanceArea(int Number, string NameZh, IReadOnlyList<string> Lead, IReadOnlyList<string> With);
