using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace Grpc.Client;

/// <summary>Finds the retry rule of a method: of its own name, of its service, of all.</summary>
internal sealed class RetryPolicies
{
    private readonly Dictionary<(string Service, string Method), RetryRule> _rules = [];

    public RetryPolicies(GrpcChannelOptions options)
    {
        foreach (var config in options.ServiceConfig?.MethodConfigs ?? [])
        {
            if (config.RetryPolicy is { } policy)
            {
                Add(config, new RetryRule(policy, options.MaxRetryAttempts));
            }
        }

        if (options.ServiceConfig?.RetryThrottling is { } throttling)
        {
            Throttle = new RetryThrottle(throttling);
        }
    }

    public RetryThrottle? Throttle { get; }

    public RetryRule? Find(IMethod method) =>
        _rules.GetValueOrDefault((method.ServiceName, method.Name))
        ?? _rules.GetValueOrDefault((method.ServiceName, ""))
        ?? _rules.GetValueOrDefault(("", ""));

    private void Add(MethodConfig config, RetryRule rule)
    {
        foreach (var name in config.Names)
        {
            if (!_rules.TryAdd((name.Service ?? "", name.Method ?? ""), rule))
            {
                throw new InvalidOperationException($"Duplicate method config for '{name.Service}/{name.Method}'.");
            }
        }
    }
}
