namespace CreditQuery.Client;

/// <summary>A node broke a promise of subscriptions: what was received up to here is right, and what comes cannot be trusted.</summary>
/// <param name="guarantee">The promise, one word: ordered, atomic, bookmarkable, resumable, snapshot, "previous state".</param>
/// <param name="what">What was received.</param>
public sealed class BrokenGuaranteeException(string guarantee, string what) : Exception($"{guarantee}: {what}")
{
    /// <summary>The promise, in one word.</summary>
    public string Guarantee { get; } = guarantee;
}
