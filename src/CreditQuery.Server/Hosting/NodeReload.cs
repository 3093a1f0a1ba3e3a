using CreditQuery.Server.Applying;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Hosting;

/// <summary>Loads the node again in this process, after the shared log turned out not to be the one applied.</summary>
/// <remarks>Nothing is answered in between: no check sees a mix. While continuity cannot be proved it tries again and says why to whoever asks.</remarks>
internal sealed class NodeReload(Node node, NodeLoader loader, HealthPublisher health, TimeProvider time, ILogger<NodeReload> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Closes what was loaded and loads again, as often as it takes.</summary>
    /// <param name="diverged">What was found.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The node; null if it was cancelled.</returns>
    public async Task<LoadedNode?> RunAsync(DivergedException diverged, CancellationToken cancellationToken)
    {
        var lost = node.Leave(diverged.Message);
        health.Publish();
        try
        {
            // Not given up: the files must be free for whoever opens them next, this process or another.
            await lost.Index.CloseReadersAsync(CancellationToken.None);
            await lost.CloseAsync();
            ServerFailpoints.At(ServerFailpoint.Reloading);

            // The pages of the index that is gone must not stand beside those of the next one.
            GC.Collect();
            return await LoadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<LoadedNode> LoadAsync(CancellationToken cancellationToken)
    {
        var told = "";
        while (true)
        {
            try
            {
                var loaded = await loader.LoadAsync(cancellationToken);
                logger.LoadedAgain(loaded.Parts.Index.Current.Revision, loaded.Parts.Log.Epoch);
                return loaded;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                node.Wait(fault.Message);
                if (told != fault.Message)
                {
                    told = fault.Message;
                    logger.NotLoadedAgain(fault.Message, StartupFaults.CanBeRepaired(fault) ? null : fault);
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
