using CreditQuery.Client;

namespace CreditQuery.UnitTests.Cli;

public sealed class ChangeIdsTests
{
    [Fact]
    public void New_Id_IsAUlidOfTheTime()
    {
        var id = ChangeIds.New(new FixedTime());

        Assert.Equal(26, id.Length);
        Assert.StartsWith("01ARYZ6S41", id, StringComparison.Ordinal);
        Assert.NotEqual(id, ChangeIds.New(new FixedTime()));
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1469918176385);
    }
}
