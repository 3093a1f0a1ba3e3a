using Grpc.Client;

namespace CreditQuery.UnitTests.Grpc.Client;

public sealed class BackoffTests
{
    [Fact]
    public void Next_GrowsToTheBoundWithJitter()
    {
        double[] expected = [100, 200, 400, 500, 500];
        var seen = new HashSet<TimeSpan>();
        for (var round = 0; round < 200; round++)
        {
            var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), 2);
            foreach (var milliseconds in expected)
            {
                var wait = backoff.Next();
                seen.Add(wait);
                Assert.InRange(wait.TotalMilliseconds, milliseconds * 0.8, milliseconds * 1.2);
            }
        }

        // Two clients that failed together do not come back together.
        Assert.InRange(seen.Count, 900, 1000);
    }

    [Fact]
    public void Reset_StartsAgain()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), null, 10);
        backoff.Next();
        backoff.Next();

        backoff.Reset();

        Assert.InRange(backoff.Next(), TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.2));
    }
}
