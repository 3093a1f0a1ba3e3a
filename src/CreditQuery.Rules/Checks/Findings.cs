namespace CreditQuery.Rules.Checks;

/// <summary>What the measures of one answer amount to, before identity and coverage are weighed.</summary>
[Flags]
internal enum Findings : byte
{
    None = 0,

    /// <summary>A discipline blocks.</summary>
    Blocks = 1,

    /// <summary>A discipline is to be weighed.</summary>
    Cautions = 2,

    /// <summary>Something is suspended or in grace.</summary>
    Suspends = 4,

    /// <summary>An incentive applies.</summary>
    Prefers = 8,
}
