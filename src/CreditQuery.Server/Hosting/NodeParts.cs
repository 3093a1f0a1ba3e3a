using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Registry;

namespace CreditQuery.Server.Hosting;

/// <summary>The parts of a loaded node; they live and die together.</summary>
/// <param name="Log">The change log.</param>
/// <param name="Index">What is known.</param>
/// <param name="Applier">Brings the index up to date.</param>
/// <param name="Pending">Callers that wait for what they appended.</param>
/// <param name="Seal">Seals subjects.</param>
internal sealed record NodeParts(IChangeLog Log, CreditIndex Index, Applier Applier, PendingChanges Pending, SubjectSeal Seal);
