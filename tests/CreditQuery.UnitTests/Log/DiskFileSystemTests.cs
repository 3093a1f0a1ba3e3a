using CreditQuery.Log;
using CreditQuery.Log.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.UnitTests.Log;

public sealed class DiskFileSystemTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task OpenAsync_RealFolder_MakesItAndSurvivesReopening()
    {
        var options = new ChangeLogOptions { Path = Path.Combine(_folder, "new", "log"), SegmentSizeBytes = 64 << 10 };
        LogHead head;
        await using (var log = await OpenAsync(options))
        {
            for (var i = 0; i < 20; i++)
            {
                await log.AppendAsync(LogBench.PayloadOf(i, 10_000), ChangeId.New(TimeProvider.System), "tester", Token);
            }

            log.TruncateBefore(12);
            head = log.Head;
            Assert.True(log.OldestRevision > 1);
        }

        await using var again = await OpenAsync(options);

        Assert.Equal(head, again.Head);
        var events = await LogBench.ReadAsync(again, again.OldestRevision - 1);
        Assert.Equal(LogBench.PayloadOf(19, 10_000), events[^1].Payload.ToArray());
    }

    [Fact]
    public async Task OpenAsync_FolderInUse_NamesTheFolder()
    {
        var options = new ChangeLogOptions { Path = _folder };
        await using var log = await OpenAsync(options);

        var thrown = await Assert.ThrowsAsync<ChangeLogLockedException>(() => OpenAsync(options));

        Assert.Contains(_folder, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NoSpaceLeft_IsDiskFull()
    {
        // Linux has a device for this; elsewhere the simulated disk has to do.
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using var file = new DiskFile("/dev/full", File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write));

        Assert.Throws<DiskFullException>(() => file.Write([1], 0));
    }

    [Fact]
    public void SyncFolder_MissingFolder_IsSaid() =>
        Assert.ThrowsAny<IOException>(() => DiskFileSystem.Instance.SyncFolder(Path.Combine(_folder, "missing")));

    [Fact]
    public void Rename_OverAnOldFile_ReplacesIt()
    {
        var files = DiskFileSystem.Instance;
        var (old, next) = (Path.Combine(_folder, "old"), Path.Combine(_folder, "next"));
        using (var file = files.Create(old))
        {
            file.Write([1, 2, 3], 0);
        }

        using (var file = files.Create(next))
        {
            file.Write([4], 2);
            file.Sync();
        }

        files.Rename(next, old);
        files.SyncFolder(_folder);

        using var read = files.Open(old, writable: false);
        var bytes = new byte[8];
        Assert.Equal(3, read.Read(bytes, 0));
        Assert.Equal([0, 0, 4], bytes[..3]);
        Assert.Equal(["old"], files.List(_folder));
    }

    private static Task<EmbeddedChangeLog> OpenAsync(ChangeLogOptions options) =>
        EmbeddedChangeLog.OpenAsync(options, new byte[] { 1 }, TimeProvider.System, NullLogger.Instance, Token);
}
