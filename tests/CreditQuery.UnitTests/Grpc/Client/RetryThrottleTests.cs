using Grpc.Client;
using Grpc.Net.Client.Configuration;

namespace CreditQuery.UnitTests.Grpc.Client;

public sealed class RetryThrottleTests
{
    [Fact]
    public void IsActive_FromHalfOfTheTokensDownUntilSuccessesRefill()
    {
        var throttle = new RetryThrottle(new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 0.5 });
        throttle.Failed();
        Assert.False(throttle.IsActive);

        throttle.Failed();
        Assert.True(throttle.IsActive);

        throttle.Succeeded();
        Assert.False(throttle.IsActive);
    }

    [Fact]
    public void Tokens_StayBetweenNoneAndAll()
    {
        var throttle = new RetryThrottle(new RetryThrottlingPolicy { MaxTokens = 2, TokenRatio = 1 });
        for (var i = 0; i < 10; i++)
        {
            throttle.Failed();
        }

        throttle.Succeeded();
        Assert.True(throttle.IsActive);
        for (var i = 0; i < 10; i++)
        {
            throttle.Succeeded();
        }

        throttle.Failed();
        Assert.True(throttle.IsActive);
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1001, 1.0)]
    [InlineData(10, 0.0)]
    public void Policy_OutOfRange_IsRefused(int tokens, double ratio) =>
        Assert.Throws<InvalidOperationException>(() => new RetryThrottle(new RetryThrottlingPolicy { MaxTokens = tokens, TokenRatio = ratio }));
}
