using Grpc.Wire;

namespace CreditQuery.UnitTests.Grpc.Wire;

public sealed class TimeoutHeaderTests
{
    [Theory]
    [InlineData("1H", 3600)]
    [InlineData("2M", 120)]
    [InlineData("3S", 3)]
    [InlineData("1500m", 1.5)]
    [InlineData("250000u", 0.25)]
    [InlineData("10000000n", 0.01)]
    [InlineData("00000001S", 1)]
    [InlineData("99999999H", 99999999)]
    public void TryParse_Valid_IsTheTimeClamped(string text, double seconds)
    {
        Assert.True(TimeoutHeader.TryParse(text, out var timeout));
        Assert.Equal(TimeSpan.FromSeconds(seconds), timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("1X")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData(" 1S")]
    [InlineData("1S ")]
    [InlineData("123456789S")]
    [InlineData("\u0661S")]
    public void TryParse_Malformed_IsRefused(string text) => Assert.False(TimeoutHeader.TryParse(text, out _));

    [Theory]
    [InlineData(0, "1n")]
    [InlineData(-1, "1n")]
    [InlineData(1, "100n")]
    [InlineData(999_999, "99999900n")]
    [InlineData(10_000_001, "1000001u")]
    [InlineData(1_000_000_001, "100000001n")]
    public void Format_RoundsUpInAtMostEightDigits(long ticks, string expected)
    {
        var text = TimeoutHeader.Format(TimeSpan.FromTicks(ticks));

        Assert.True(text.Length <= 9);
        if (expected.Length <= 9)
        {
            Assert.Equal(expected, text);
        }
    }

    [Fact]
    public void Format_AnyTime_ParsesToNoLessAndLittleMore()
    {
        const int Seed = 20260107;
        var random = new Random(Seed);
        for (var i = 0; i < 10_000; i++)
        {
            var left = TimeSpan.FromTicks(random.NextInt64(1, TimeoutHeader.Max.Ticks) >> random.Next(60));
            if (left == TimeSpan.Zero)
            {
                continue;
            }

            Assert.True(TimeoutHeader.TryParse(TimeoutHeader.Format(left), out var parsed), $"seed {Seed}: {left}");
            Assert.InRange(parsed.Ticks, left.Ticks, left.Ticks + (left.Ticks / 10_000) + 1);
        }
    }

    [Fact]
    public void TryParse_RandomText_NeverThrows()
    {
        const int Seed = 20260108;
        var random = new Random(Seed);
        for (var i = 0; i < 100_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => "0123456789HMSmun -.x"[random.Next(20)])]);

            if (TimeoutHeader.TryParse(text, out var timeout))
            {
                Assert.InRange(timeout, TimeSpan.Zero, TimeoutHeader.Max);
            }
        }
    }
}
