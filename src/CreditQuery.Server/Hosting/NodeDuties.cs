using CreditQuery.Server.Applying;
using CreditQuery.Server.Continuity;

namespace CreditQuery.Server.Hosting;

/// <summary>What a loaded node does all the time: apply, poll, take checkpoints, compact, pass midnights.</summary>
internal sealed class NodeDuties(HeadPoller poller, Checkpoints checkpoints, Compactions compactions, MidnightWatch midnights)
{
    /// <summary>Takes the node's checkpoints.</summary>
    public Checkpoints Checkpoints { get; } = checkpoints;

    /// <summary>Makes answers as fresh as the log is now, before the first one is given.</summary>
    /// <param name="loaded">The node.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task BeginAsync(LoadedNode loaded, CancellationToken cancellationToken)
    {
        try
        {
            if (loaded.Parts.Log.IsShared)
            {
                await poller.PollAsync(loaded.Parts, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped just now: what is loaded is closed like any other.
        }
    }

    /// <summary>Does them until cancelled, or until the log is not the one applied.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="applierEnded">Called when nothing more is applied; the rest may go on.</param>
    /// <param name="stoppingToken">Ends them.</param>
    public async Task RunAsync(NodeParts parts, Action applierEnded, CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAll(
            EndingAllAsync(parts.Applier.RunAsync(ending.Token), applierEnded),
            EndingAllAsync(poller.RunAsync(parts, ending.Token), static () => { }),
            Checkpoints.RunAsync(parts, ending.Token),
            compactions.RunAsync(parts, ending.Token),
            midnights.RunAsync(parts, ending.Token));

        async Task EndingAllAsync(Task duty, Action ended)
        {
            await duty;
            ended();
            if (parts.Applier.Fault is DivergedException)
            {
                await ending.CancelAsync();
            }
        }
    }
}
