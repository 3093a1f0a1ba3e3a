using CreditQuery.Index;

namespace CreditQuery.Server.Watch;

/// <summary>A piece of a snapshot.</summary>
/// <param name="Place">The place at which all of it is true.</param>
/// <param name="Statuses">The subjects.</param>
internal sealed record StatusPiece(StatusPosition Place, IReadOnlyList<SubjectStatus> Statuses);
