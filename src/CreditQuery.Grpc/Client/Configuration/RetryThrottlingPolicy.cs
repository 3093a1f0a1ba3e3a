namespace Grpc.Net.Client.Configuration;

/// <summary>Stops retries while too many calls fail. Source: gRFC A6.</summary>
public sealed class RetryThrottlingPolicy
{
    /// <summary>Tokens at the start and at most; a failed attempt takes one, retries stop at half. 1 to 1000.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>Tokens that a successful call gives back.</summary>
    public double? TokenRatio { get; set; }
}
