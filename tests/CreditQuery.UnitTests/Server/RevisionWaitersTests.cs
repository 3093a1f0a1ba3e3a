using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using Microsoft.Extensions.Options;

namespace CreditQuery.UnitTests.Server;

public sealed class RevisionWaitersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RevisionWaiters _waiters = new(Options.Create(new LimitOptions { MaxWaiters = 2 }), TimeProvider.System);

    [Fact]
    public async Task WaitAsync_RevisionApplied_GoesOnAtOnce() =>
        Assert.True(await _waiters.WaitAsync(5, () => 5, TimeSpan.Zero, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Release_Revision_LetsThoseGoWhoWaitForIt()
    {
        var early = _waiters.WaitAsync(6, () => 5, Patience, TestContext.Current.CancellationToken);
        var late = _waiters.WaitAsync(7, () => 5, Patience, TestContext.Current.CancellationToken);

        _waiters.Release(6);

        Assert.True(await early);
        Assert.False(late.IsCompleted);
        _waiters.Release(7);
        Assert.True(await late);
    }

    [Fact]
    public async Task WaitAsync_TimeOver_IsFalse() =>
        Assert.False(await _waiters.WaitAsync(6, () => 5, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken));

    [Fact]
    public async Task WaitAsync_TooMany_IsRefusedUntilOneLeaves()
    {
        using var leave = new CancellationTokenSource();
        var first = _waiters.WaitAsync(6, () => 5, Patience, leave.Token);
        var second = _waiters.WaitAsync(6, () => 5, Patience, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<CallException>(() => _waiters.WaitAsync(6, () => 5, Patience, TestContext.Current.CancellationToken));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var third = _waiters.WaitAsync(6, () => 5, Patience, TestContext.Current.CancellationToken);
        _waiters.Release(6);

        Assert.Equal(ErrorReason.TooManyWaiters, failure.Reason);
        Assert.True(await second);
        Assert.True(await third);
    }
}
