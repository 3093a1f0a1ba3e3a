namespace CreditQuery.Server.Applying;

/// <summary>One reading of the clocks, so that an answer's log time and its staleness belong to the same moment.</summary>
/// <param name="Ms">Log time, milliseconds since the Unix epoch.</param>
/// <param name="MonotonicMs">The monotonic clock, milliseconds since some start; 0 where no polls are followed, because nobody needs it there.</param>
internal readonly record struct LogInstant(long Ms, long MonotonicMs);
