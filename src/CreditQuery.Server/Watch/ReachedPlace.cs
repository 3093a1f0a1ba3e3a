using CreditQuery.Index;

namespace CreditQuery.Server.Watch;

/// <summary>Up to where everything is told.</summary>
/// <param name="Place">The place.</param>
/// <param name="AtMs">Its instant by the log's own time, milliseconds since the Unix epoch: everything recorded before is told. 0 of an empty log.</param>
internal sealed record ReachedPlace(StatusPosition Place, long AtMs);
