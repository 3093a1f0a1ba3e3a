using CreditQuery.Server.Configuration;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>What the node's life tells people.</summary>
internal sealed class NodeServiceTexts(StartupBanner banner, IOptions<ServerOptions> options, ILogger<NodeService> logger)
{
    /// <summary>The banner.</summary>
    public StartupBanner Banner { get; } = banner;

    /// <summary>How long calls may go on.</summary>
    public TimeSpan DrainTime { get; } = options.Value.DrainTime;

    /// <summary>The log.</summary>
    public ILogger Logger { get; } = logger;
}
