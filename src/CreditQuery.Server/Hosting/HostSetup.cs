using CreditQuery.Server.Configuration;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>How long the host waits for calls under way: Kestrel ends them when this time is over.</summary>
internal sealed class HostSetup(IOptions<ServerOptions> options) : IConfigureOptions<HostOptions>
{
    /// <inheritdoc/>
    public void Configure(HostOptions host)
    {
        host.ShutdownTimeout = options.Value.DrainTime;
        host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
    }
}
