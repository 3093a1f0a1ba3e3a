using CreditQuery.Client;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>The order of nodes, and gRPC's connection backoff between rounds.</summary>
public sealed class NodeRoundTests
{
    private readonly NodeRound _round = new(
        [new Uri("http://a:1"), new Uri("http://b:1")], new ReconnectDelays(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), new Random(1)));

    [Fact]
    public void Delay_OneOfTwoFailed_IsNone()
    {
        _round.Lost(wasServed: false);

        Assert.Equal((TimeSpan.Zero, "b"), (_round.Delay(), _round.Current.Host));
    }

    [Fact]
    public void Delay_RoundsThatFail_GrowBySixTenthsUpToTwoMinutesWithJitter()
    {
        var wanted = 1.0;
        for (var round = 0; round < 20; round++)
        {
            _round.Lost(wasServed: false);
            _round.Lost(wasServed: false);
            var delay = _round.Delay().TotalSeconds;
            Assert.InRange(delay, wanted * 0.8, wanted * 1.2);
            Assert.NotEqual(wanted, delay);
            wanted = Math.Min(wanted * 1.6, 120);
        }

        Assert.Equal(120, wanted);
    }

    [Fact]
    public void Delay_AfterANodeServed_BeginsAnew()
    {
        for (var i = 0; i < 8; i++)
        {
            _round.Lost(wasServed: false);
        }

        _ = _round.Delay();
        _round.Lost(wasServed: true);
        Assert.Equal(TimeSpan.Zero, _round.Delay());
        _round.Lost(wasServed: false);
        _round.Lost(wasServed: false);

        Assert.InRange(_round.Delay().TotalSeconds, 0.8, 1.2);
    }
}
