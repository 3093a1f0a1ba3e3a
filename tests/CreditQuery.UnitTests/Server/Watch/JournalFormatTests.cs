using System.Buffers.Binary;
using CreditQuery.Index;
using CreditQuery.Log.Storage;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;

namespace CreditQuery.UnitTests.Server.Watch;

/// <summary>A journal of a later version: the node stops and removes nothing.</summary>
public sealed class JournalFormatTests : IDisposable
{
    private const string Epoch = "00112233445566aa";
    private const int ChecksumAt = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_LaterFormat_StopsAndRemovesNothing()
    {
        var options = new WatchOptions { Journal = _folder };
        StatusJournal.Open(options, Epoch, new StatusPosition(1, 5), TimeProvider.System).Dispose();
        var path = Directory.GetFiles(_folder, "journal-*").Single();
        var later = File.ReadAllBytes(path);
        later[4]++;
        BinaryPrimitives.WriteUInt32LittleEndian(later.AsSpan(ChecksumAt), Crc32C.Compute(later.AsSpan(0, ChecksumAt)));
        File.WriteAllBytes(path, later);

        var refused = Assert.Throws<IOException>(() => StatusJournal.Open(options, Epoch, new StatusPosition(1, 5), TimeProvider.System));

        Assert.Contains("Upgrade this node", refused.Message, StringComparison.Ordinal);
        Assert.Equal(later, File.ReadAllBytes(path));
    }
}
