using CreditQuery.Server.Applying;
using CreditQuery.Server.Watch;

namespace CreditQuery.Server.Hosting;

/// <summary>What a node is built with: clocks, waiters, the observer of the applier, the feed of subscribers.</summary>
/// <param name="Time">The wall clock.</param>
/// <param name="Clock">Log time.</param>
/// <param name="Heads">The last polls of a shared log.</param>
/// <param name="Waiters">Checks that wait for a revision.</param>
/// <param name="Observer">Notes applied sets.</param>
/// <param name="Feed">Takes what the index tells.</param>
internal sealed record NodeTools(TimeProvider Time, LogClock Clock, PolledHeads Heads, RevisionWaiters Waiters, ApplyObserver Observer, StatusFeed Feed);
