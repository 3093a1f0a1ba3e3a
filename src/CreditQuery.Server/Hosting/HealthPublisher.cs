using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Registry;
using Grpc.HealthCheck;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace CreditQuery.Server.Hosting;

/// <summary>Tells the health service where the node stands.</summary>
/// <remarks>"" and the query services: loaded, continuous, not draining. Fresh: staleness within the bound, the clock not suspect. RegistryService: appends
/// succeed. Source: architecture, chapter 10.</remarks>
internal sealed class HealthPublisher(
    HealthServiceImpl health, Node node, LogClock clock, PolledHeads heads, AppendHealth appends, IOptions<ServerOptions> options)
{
    /// <summary>Name of the freshness state.</summary>
    public const string Fresh = "creditquery.v1.Fresh";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly string[] QueryServices =
        ["", Name(CreditQueryService.Descriptor), Name(CatalogueService.Descriptor), Name(StatusWatchService.Descriptor)];

    private readonly Lock _lock = new();
    private readonly TimeSpan _bound = options.Value.FreshnessBound;
    private bool _draining;

    /// <summary>Publishes what is true now.</summary>
    public void Publish()
    {
        lock (_lock)
        {
            var serving = !_draining && node.Phase == NodePhase.Serving;
            foreach (var service in QueryServices)
            {
                Set(service, serving);
            }

            Set(Fresh, serving && IsFresh());
            Set(Name(RegistryService.Descriptor), serving && appends.Succeed && !heads.IsUnreachable);
        }
    }

    /// <summary>Publishes NOT_SERVING for everything, before anything else stops.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            _draining = true;
        }

        Publish();
    }

    /// <summary>Publishes again and again until cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Publish();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private static string Name(Google.Protobuf.Reflection.ServiceDescriptor service) => service.FullName;

    private bool IsFresh()
    {
        var now = clock.Read();
        return node.Parts is { } parts && !clock.IsSuspect && now.Ms - parts.Applier.SourceTimeMs(parts.Index.Current.Revision, now) <= (long)_bound.TotalMilliseconds;
    }

    private void Set(string service, bool serving) => health.SetStatus(service, serving ? ServingStatus.Serving : ServingStatus.NotServing);
}
