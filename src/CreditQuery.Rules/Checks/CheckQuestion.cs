namespace CreditQuery.Rules.Checks;

/// <summary>Everything about a check but the subjects, as the caller wrote it.</summary>
/// <remarks>Mutable so that a pooled one can be filled again; not thread-safe.</remarks>
public sealed class CheckQuestion
{
    /// <summary>Code of a scenario.</summary>
    public string Scenario { get; set; } = "";

    /// <summary>Civil day YYYY-MM-DD; empty: today.</summary>
    public string AsOf { get; set; } = "";

    /// <summary>Region, GB/T 2260, six digits; empty: none stated.</summary>
    public string Region { get; set; } = "";

    /// <summary>What is at stake.</summary>
    public CheckItem Item { get; set; }

    /// <summary>Today in China, a day number: the civil day of log time.</summary>
    public int Today { get; set; }
}
