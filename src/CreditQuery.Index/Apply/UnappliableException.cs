namespace CreditQuery.Index.Apply;

/// <summary>An event has a form that the ingest never appends: it is quarantined.</summary>
/// <param name="reason">Why; never an identifier.</param>
internal sealed class UnappliableException(string reason) : Exception(reason);
