using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Rules.Counting;

/// <summary>More than three times in a year (004 二12).</summary>
public sealed class BehaviourRuleTests
{
    private static readonly BehaviourRule Rule = new("overload", 3, 365, 0, []);

    [Fact]
    public void Exceeded_ThreeTimes_NotYet() => Assert.Empty(Rule.Exceeded([Times(100, 2), Times(200, 1)]));

    [Fact]
    public void Exceeded_FourthTime_FromItsDayUntilTheFirstLeavesTheYear() =>
        Assert.Equal([new DayRange(300, 464)], Rule.Exceeded([Times(100, 1), Times(300, 2), Times(200, 1)]));

    [Theory]
    [InlineData(464, true)]
    [InlineData(465, false)]
    public void Exceeded_TheYear_IsTheDayAnd364Before(int fourth, bool exceeded) =>
        Assert.Equal(exceeded, Rule.Exceeded([Times(100, 3), Times(fourth, 1)]).Count > 0);

    [Fact]
    public void Exceeded_OneLeavesAndOneComesTheSameDay_OnePeriod() =>
        Assert.Equal([new DayRange(103, 465)], Rule.Exceeded([Times(100, 1), Times(101, 1), Times(102, 1), Times(103, 1), Times(465, 1)]));

    [Fact]
    public void Exceeded_TwoClusters_TwoPeriods() =>
        Assert.Equal([new DayRange(100, 464), new DayRange(2000, 2364)], Rule.Exceeded([Times(2000, 4), Times(100, 4)]));

    [Fact]
    public void Exceeded_OtherType_NotCounted() =>
        Assert.Empty(Rule.Exceeded([new BehaviourRecord { Type = 7, OccurredOn = 100, Count = 9 }]));

    private static BehaviourRecord Times(int day, int count) => new() { Type = Rule.TypeNumber, OccurredOn = day, Count = count };
}
