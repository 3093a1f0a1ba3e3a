using CreditQuery.Server.Applying;

namespace CreditQuery.UnitTests.Server.Applying;

public sealed class PolledHeadsTests
{
    private readonly PolledHeads _heads = new();

    [Fact]
    public void AgeMs_NewestPollCovered_CountsFromItsSending()
    {
        _heads.Start(Poll(sent: 0, revision: 5));
        _heads.Add(Poll(sent: 250, revision: 5), applied: 5);

        Assert.Equal(50, _heads.AgeMs(5, 300));
        Assert.Equal(30_050, _heads.AgeMs(7, 30_300));
    }

    [Fact]
    public void AgeMs_NewestPollNotApplied_CountsFromTheOneBefore()
    {
        _heads.Start(Poll(sent: 0, revision: 5));
        _heads.Add(Poll(sent: 250, revision: 6), applied: 5);
        _heads.Add(Poll(sent: 500, revision: 9), applied: 5);

        Assert.Equal(600, _heads.AgeMs(5, 600));
        Assert.Equal(350, _heads.AgeMs(6, 600));
        Assert.Equal(350, _heads.AgeMs(8, 600));
        Assert.Equal(100, _heads.AgeMs(9, 600));
    }

    [Fact]
    public void AgeMs_ApplierFarBehindForManyPolls_CountsFromTheLastOneCovered()
    {
        _heads.Start(Poll(sent: 0, revision: 5));
        for (var n = 1; n <= 100; n++)
        {
            _heads.Add(Poll(sent: n * 250, revision: (ulong)(5 + n)), applied: 5);
        }

        Assert.Equal(25_000, _heads.AgeMs(5, 25_000));
        Assert.Equal(0, _heads.AgeMs(105, 25_000));
    }

    [Fact]
    public void AgeMs_ManyPollsAllCovered_IsTheNewest()
    {
        _heads.Start(Poll(sent: 0, revision: 5));
        for (var n = 1; n <= 100; n++)
        {
            _heads.Add(Poll(sent: n * 250, revision: (ulong)(5 + n)), applied: (ulong)(5 + n));
        }

        Assert.Equal(10, _heads.AgeMs(105, 25_010));
        Assert.Equal(260, _heads.AgeMs(104, 25_010));
    }

    [Fact]
    public void PassedMs_HeadNotApplied_IsWhatThePollBeforeTold()
    {
        _heads.Start(Poll(sent: 0, revision: 5));
        _heads.Add(Poll(sent: 250, revision: 6), applied: 5);

        Assert.Equal(1_000_000, _heads.PassedMs(5));
        Assert.Equal(1_000_250, _heads.PassedMs(6));
    }

    [Fact]
    public void Fail_ThenAPoll_IsUnreachableOnlyInBetween()
    {
        _heads.Start(Poll(sent: 0, revision: 5));

        _heads.Fail();
        Assert.True(_heads.IsUnreachable);
        _heads.Add(Poll(sent: 250, revision: 5), applied: 5);

        Assert.False(_heads.IsUnreachable);
    }

    private static PolledHead Poll(long sent, ulong revision) => new(sent, revision, default, 1_000_000 + sent);
}
