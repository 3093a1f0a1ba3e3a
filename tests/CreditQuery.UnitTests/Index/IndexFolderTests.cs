using CreditQuery.Index;

namespace CreditQuery.UnitTests.Index;

public sealed class IndexFolderTests : IDisposable
{
    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void Open_FolderOfAnOpenIndex_Refused()
    {
        _registry.Index.Checkpoints.Take();

        Assert.Throws<IndexInUseException>(() => TestRegistry.OpenAt(_registry.Folder, epoch: "ffffffffffffffff"));

        _registry.Restart();
        Assert.Equal(1UL, _registry.Index.Current.Revision);
    }

    [Fact]
    public void Open_AfterAnOpenThatFailed_FolderIsFree()
    {
        _registry.Index.Checkpoints.Take();
        _registry.Index.Dispose();
        var otherKey = RegistryKey.FromBytes([.. Enumerable.Repeat((byte)9, 32)]);

        Assert.Throws<RegistryKeyException>(() => TestRegistry.OpenAt(_registry.Folder, otherKey));

        using var index = TestRegistry.OpenAt(_registry.Folder);
        Assert.Equal(1UL, index.Current.Revision);
    }

    [Fact]
    public void Checkpoint_ThatFails_LeavesNoFilesBehind()
    {
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.Uscc(1), "court:1"));
        _registry.Index.Checkpoints.Take();
        var before = Files();
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.Uscc(2), "court:2"));
        _registry.AfterCheckpointStep = step => throw new IOException($"No space left after {step}.");

        Assert.Throws<IOException>(() => _registry.Index.Checkpoints.Take());

        Assert.Equal(before, Files());
        _registry.AfterCheckpointStep = null;
        _registry.Restart();
        Assert.Equal(3UL, _registry.Index.Current.Revision);
    }

    private string[] Files() =>
        [.. Directory.EnumerateFileSystemEntries(_registry.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
