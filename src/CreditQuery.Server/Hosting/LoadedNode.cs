namespace CreditQuery.Server.Hosting;

/// <summary>A loaded node and how it was loaded.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="CheckpointRevision">Revision of the checkpoint; 0 if there was none.</param>
/// <param name="CheckpointAtMs">When that revision was recorded, milliseconds since the Unix epoch.</param>
/// <param name="Elapsed">How long loading took.</param>
internal sealed record LoadedNode(NodeParts Parts, ulong CheckpointRevision, long CheckpointAtMs, TimeSpan Elapsed);
