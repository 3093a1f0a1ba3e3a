namespace CreditQuery.Rules.Catalogues;

/// <summary>How long an entry counts.</summary>
/// <param name="DefaultDays">Fills an absent last day, days; 0: none.</param>
/// <param name="MaxDays">Longest period, days; 0: no bound.</param>
/// <param name="UntilPerformed">An absent last day means until performed.</param>
public sealed record ListPeriod(int DefaultDays, int MaxDays, bool UntilPerformed)
{
    /// <summary>Nothing stated.</summary>
    public static readonly ListPeriod Unstated = new(0, 0, false);
}
