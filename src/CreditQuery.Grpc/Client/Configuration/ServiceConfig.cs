namespace Grpc.Net.Client.Configuration;

/// <summary>How a channel treats the methods of its services. Source: gRPC service_config.md.</summary>
public sealed class ServiceConfig
{
    /// <summary>Configurations of methods.</summary>
    public IList<MethodConfig> MethodConfigs { get; } = [];

    /// <summary>Stops retries while too many calls fail; null for never.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; set; }
}
