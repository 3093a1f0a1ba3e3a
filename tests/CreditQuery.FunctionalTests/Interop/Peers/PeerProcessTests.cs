namespace CreditQuery.FunctionalTests.Interop.Peers;

/// <summary>A peer that fails must say why, and one that hangs must not stay.</summary>
public sealed class PeerProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Exit_ProcessFails_GivesCodeAndWhatItPrinted()
    {
        await using var process = new PeerProcess(Shell("echo out; echo wrong >&2; exit 3"));

        Assert.Equal(3, await process.ExitAsync(Limit));
        Assert.Contains("out", process.Report, StringComparison.Ordinal);
        Assert.Contains("wrong", process.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exit_ProcessHangs_IsNullAndTheProcessIsEnded()
    {
        var process = new PeerProcess(Shell("echo started; exec cat /dev/zero >/dev/null"));
        Assert.Null(await process.ExitAsync(TimeSpan.FromMilliseconds(50)));

        await process.DisposeAsync().AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Port_ServerSaysIt_IsReadFromItsOutput()
    {
        await using var process = new PeerProcess(Shell("echo hello; echo listening on 12345"));

        Assert.Equal(12345, await process.PortAsync(Limit));
    }

    [Fact]
    public async Task Port_ServerEndsBefore_ThrowsWithWhatItPrinted()
    {
        await using var process = new PeerProcess(Shell("echo no such module"));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => process.PortAsync(Limit));

        Assert.Contains("no such module", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_NeededFileIsAbsent_NamesItAndTheRemedy()
    {
        var command = new PeerCommand("/nowhere/peer");
        var peer = new Peer("none", "none", command, command, "/nowhere/peer");

        Assert.Contains("/nowhere/peer", peer.Missing(), StringComparison.Ordinal);
        Assert.Contains("eng/install-test-peers.sh", peer.Missing(), StringComparison.Ordinal);
    }

    private static PeerCommand Shell(string script) => new("/bin/sh", "-c", script);
}
