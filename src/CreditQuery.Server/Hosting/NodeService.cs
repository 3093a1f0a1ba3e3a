using System.Diagnostics;
using CreditQuery.Index;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Hosting;

/// <summary>The life of the node: load, follow the log, load again if a shared log is another one, drain, close.</summary>
/// <remarks>Loading begins when the ports are open, so that health tells the truth meanwhile. Kestrel stops first (it is registered last), then
/// the applier, then the files.</remarks>
internal sealed class NodeService(
    Node node,
    NodeLoader loader,
    NodeDuties duties,
    NodeReload reload,
    HealthPublisher health,
    IHostApplicationLifetime lifetime,
    NodeServiceTexts texts) : BackgroundService
{
    // Exit within 5 s of the signal, 1 s of it for closing files.
    private static readonly TimeSpan CheckpointDeadline = TimeSpan.FromSeconds(4);

    private long _stopping;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(Drain);
        health.Publish();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Not the host's token: it is spent on draining, and the applier must end before the files close.
        await base.StopAsync(CancellationToken.None);
        if (node.Parts is not { } parts)
        {
            return;
        }

        var left = CheckpointDeadline - Stopwatch.GetElapsedTime(_stopping);
        await duties.Checkpoints.TakeLastAsync(parts, left);
        texts.Logger.Stopped(parts.Index.Current.Revision);
        await parts.CloseAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host waits for the first await before it opens the ports.
        await Task.Yield();
        if (!await StartedAsync(stoppingToken) || await LoadAsync(stoppingToken) is not { } loaded)
        {
            return;
        }

        var telling = health.RunAsync(stoppingToken);
        for (var next = loaded; next is not null;)
        {
            await FollowAsync(next, stoppingToken);
            next = next.Parts.Applier.Fault is DivergedException diverged && !stoppingToken.IsCancellationRequested
                ? await reload.RunAsync(diverged, stoppingToken)
                : null;
        }

        await telling;
    }

    private async Task FollowAsync(LoadedNode loaded, CancellationToken stoppingToken)
    {
        await duties.BeginAsync(loaded, stoppingToken);
        node.Start(loaded.Parts);
        health.Publish();
        texts.Banner.Write(loaded);
        await duties.RunAsync(loaded.Parts, () => ApplierEnded(loaded.Parts), stoppingToken);
    }

    private void ApplierEnded(NodeParts parts)
    {
        health.Publish();
        if (parts.Applier.Fault is IndexBrokenException)
        {
            // Memory holds a part of a set. Unlike a full index or a later format, a new start mends it: health first, then the process ends.
            texts.Logger.IndexBroken();
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    // Nothing is made or read before the options are valid and the ports are this process's own: a second start beside a running node changes nothing.
    private async Task<bool> StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await using var given = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        try
        {
            await started.Task;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<LoadedNode?> LoadAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await loader.LoadAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception fault)
        {
            // What an operator can repair is told in one line; anything else with its trace.
            texts.Logger.LoadFailed(fault.Message, StartupFaults.CanBeRepaired(fault) ? null : fault);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return null;
        }
    }

    private void Drain()
    {
        _stopping = Stopwatch.GetTimestamp();
        texts.Logger.Draining(texts.DrainTime);
        health.Drain();
        node.Drain();
    }
}
