using CreditQuery.Rules.Regions;

namespace CreditQuery.UnitTests.Rules;

public sealed class RegionCodeTests
{
    [Theory]
    [InlineData(0, 140500, true)]
    [InlineData(140000, 140500, true)]
    [InlineData(140000, 140581, true)]
    [InlineData(140500, 140581, true)]
    [InlineData(140500, 140681, false)]
    [InlineData(140581, 140500, false)]
    [InlineData(140581, 140581, true)]
    [InlineData(140000, 0, false)]
    [InlineData(140000, 150000, false)]
    public void Contains_OuterAndInner_FollowTheDigits(int outer, int inner, bool expected)
    {
        Assert.Equal(expected, RegionCode.Contains(outer, inner));
    }

    [Theory]
    [InlineData("000000", true)]
    [InlineData("999999", true)]
    [InlineData("140581", true)]
    [InlineData("14058", false)]
    [InlineData("14058a", false)]
    [InlineData("１４０５８１", false)]
    [InlineData("990001", false)]
    [InlineData("380000", false)]
    public void TryParse_SixDigits_OfAKnownProvince(string text, bool expected)
    {
        Assert.Equal(expected, RegionCode.TryParse(text, out _));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(140000, 1)]
    [InlineData(140500, 2)]
    [InlineData(140581, 3)]
    public void Specificity_OfARegion_CountsItsLevels(int region, int expected)
    {
        Assert.Equal(expected, RegionCode.Specificity(region));
    }
}
