using Grpc.Net.Client.Configuration;

namespace Grpc.Client;

/// <summary>Counts successes and failures and says when retries must stop. Thread-safe. Source: gRFC A6.</summary>
internal sealed class RetryThrottle
{
    private readonly Lock _gate = new();
    private readonly double _max;
    private readonly double _ratio;
    private double _tokens;

    public RetryThrottle(RetryThrottlingPolicy policy)
    {
        if (policy is not { MaxTokens: > 0 and <= 1000, TokenRatio: > 0 })
        {
            throw new InvalidOperationException("Retry throttling needs MaxTokens from 1 to 1000 and a positive TokenRatio.");
        }

        _max = policy.MaxTokens.Value;
        _ratio = policy.TokenRatio.Value;
        _tokens = _max;
    }

    public bool IsActive
    {
        get
        {
            lock (_gate)
            {
                return _tokens <= _max / 2;
            }
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            _tokens = Math.Min(_max, _tokens + _ratio);
        }
    }

    public void Failed()
    {
        lock (_gate)
        {
            _tokens = Math.Max(0, _tokens - 1);
        }
    }
}
