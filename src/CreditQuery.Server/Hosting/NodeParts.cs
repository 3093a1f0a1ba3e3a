using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Registry;

namespace CreditQuery.Server.Hosting;

/// <summary>The parts of a loaded node; they live and die together.</summary>
/// <param name="Log">The change log.</param>
/// <param name="Index">What is known.</param>
/// <param name="Applier">Brings the index up to date.</param>
/// <param name="Pending">Callers that wait for what they appended.</param>
/// <param name="Seal">Seals subjects.</param>
/// <param name="History">What this node keeps of a shared log; null for an embedded one.</param>
internal sealed record NodeParts(IChangeLog Log, CreditIndex Index, Applier Applier, PendingChanges Pending, SubjectSeal Seal, LocalHistory? History = null)
{
    /// <summary>Closes them; nothing is applied or read any more.</summary>
    public async Task CloseAsync()
    {
        Applier.Dispose();
        Index.Dispose();
        History?.Dispose();
        await Log.DisposeAsync();
    }
}
