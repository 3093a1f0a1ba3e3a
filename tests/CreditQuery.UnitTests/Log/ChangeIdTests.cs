using CreditQuery.Log;

namespace CreditQuery.UnitTests.Log;

public class ChangeIdTests
{
    // The example of the ULID specification: 2016-07-30T23:54:10.259Z.
    private const string Known = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

    [Fact]
    public void Parse_KnownUlid_GivesItsTimeAndText()
    {
        var id = ChangeId.Parse(Known);

        Assert.Equal(1469922850259, id.Time.ToUnixTimeMilliseconds());
        Assert.Equal(Known, id.ToString());
        Assert.Equal(id, ChangeId.Parse(Known.ToLowerInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FA")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAVV")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAU")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FA\u00D6")]
    [InlineData("81ARZ3NDEKTSV4RRFFQ69G5FAV")]
    public void TryParse_NoUlid_IsFalse(string text)
    {
        Assert.False(ChangeId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => ChangeId.Parse(text));
    }

    [Fact]
    public void New_SameInstant_DiffersAndRoundTrips()
    {
        var clock = new SteppingClock();

        var ids = Enumerable.Range(0, 1000).Select(_ => ChangeId.New(clock)).ToHashSet();

        Assert.Equal(1000, ids.Count);
        Assert.All(ids, id => Assert.Equal(clock.GetUtcNow(), id.Time));
        Assert.All(ids, static id => Assert.Equal(id, ChangeId.Parse(id.ToString())));
        Span<byte> bytes = stackalloc byte[ChangeId.SizeBytes];
        ids.First().WriteTo(bytes);
        Assert.Equal(ids.First(), ChangeId.FromBytes(bytes));
    }

    [Fact]
    public void CompareTo_LaterTime_IsGreater()
    {
        var clock = new SteppingClock();
        var earlier = ChangeId.New(clock);
        clock.Step(TimeSpan.FromMilliseconds(1));

        var later = ChangeId.New(clock);

        Assert.True(later.CompareTo(earlier) > 0);
        Assert.True(string.CompareOrdinal(later.ToString(), earlier.ToString()) > 0);
    }

    [Fact]
    public void Time_BeyondTheCalendar_IsSaid()
    {
        var id = ChangeId.Parse("7ZZZZZZZZZZZZZZZZZZZZZZZZZ");

        Assert.False(id.IsTimeValid);
        Assert.Throws<InvalidOperationException>(() => id.Time);
    }
}
