using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Client;

/// <summary>A retry policy, checked. Source: gRFC A6.</summary>
internal sealed class RetryRule
{
    private readonly HashSet<StatusCode> _codes;

    /// <exception cref="InvalidOperationException">The policy is not complete.</exception>
    public RetryRule(RetryPolicy policy, int? maxAttempts)
    {
        var isComplete = policy.MaxAttempts > 1
            && policy.InitialBackoff > TimeSpan.Zero
            && policy.MaxBackoff > TimeSpan.Zero
            && policy.BackoffMultiplier > 0
            && policy.RetryableStatusCodes.Count > 0;
        if (!isComplete)
        {
            throw new InvalidOperationException(
                "A retry policy needs MaxAttempts above 1, positive InitialBackoff, MaxBackoff and BackoffMultiplier, " +
                "and at least one status code.");
        }

        MaxAttempts = Math.Min(policy.MaxAttempts!.Value, maxAttempts ?? int.MaxValue);
        InitialBackoff = policy.InitialBackoff!.Value;
        MaxBackoff = policy.MaxBackoff!.Value;
        Multiplier = policy.BackoffMultiplier!.Value;
        _codes = [.. policy.RetryableStatusCodes];
    }

    public int MaxAttempts { get; }

    public TimeSpan InitialBackoff { get; }

    public TimeSpan MaxBackoff { get; }

    public double Multiplier { get; }

    public bool Covers(StatusCode code) => _codes.Contains(code);
}
