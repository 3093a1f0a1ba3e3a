namespace CreditQuery.Index.Store;

/// <summary>A record that a change needs is no longer in memory: the node cannot apply it, and the event is not to blame.</summary>
internal sealed class RecordOutOfMemoryException() : Exception("A record is no longer in memory. Raise Index:RecordMemoryBytes.");
