using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>How failed calls are tried again. Source: gRFC A6.</summary>
public sealed class RetryPolicy
{
    /// <summary>Attempts in all, the first one counted; at least 2.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>Wait before the second attempt, ± 20 %.</summary>
    public TimeSpan? InitialBackoff { get; set; }

    /// <summary>Longest wait.</summary>
    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>Factor from one wait to the next.</summary>
    public double? BackoffMultiplier { get; set; }

    /// <summary>Codes that are tried again; at least one.</summary>
    public IList<StatusCode> RetryableStatusCodes { get; } = [];
}
