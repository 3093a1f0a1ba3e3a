using CreditQuery.Index;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Server.Watch;

/// <summary>A piece of a snapshot.</summary>
/// <param name="Place">The place at which all of it is true.</param>
/// <param name="Statuses">Subjects with their keys.</param>
internal readonly record struct StatusPiece(StatusPosition Place, IReadOnlyList<(SubjectKey Key, SubjectStatus Status)> Statuses);
