using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Continuity;

namespace CreditQuery.Server.Hosting;

/// <summary>What loading does beside, where the log is shared: the first poll, the comparison with what this node kept, the proof of a checkpoint.</summary>
internal sealed class SharedLog(HeadPoller poller, LogContinuity continuity)
{
    /// <summary>Polls the log and opens what this node kept of it; does nothing for an embedded one.</summary>
    /// <param name="log">The log, just opened.</param>
    /// <param name="key">The registry's key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is kept; null for an embedded log.</returns>
    /// <exception cref="ChangeLogException">The log or what is kept cannot be read.</exception>
    public async Task<LocalHistory?> BeginAsync(IChangeLog log, RegistryKey key, CancellationToken cancellationToken)
    {
        await poller.StartAsync(log, cancellationToken);
        return log.IsShared ? await continuity.OpenAsync(log, key.Check.ToString(), cancellationToken) : null;
    }

    /// <summary>Says whether a checkpoint is a state of the log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The question, answered by the log; null for an embedded one, whose reader proves it.</returns>
    public Func<ulong, byte[], bool>? ProofOf(IChangeLog log, CancellationToken cancellationToken) => log.IsShared
        // The index is opened by a thread of its own that has nothing else to do.
        ? (revision, chain) => continuity.HoldsAsync(log, revision, ChainValue.FromBytes(chain), cancellationToken).GetAwaiter().GetResult()
        : null;
}
