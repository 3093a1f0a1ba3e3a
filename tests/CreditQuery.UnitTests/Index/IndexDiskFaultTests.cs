using CreditQuery.Index.Checkpoints;

namespace CreditQuery.UnitTests.Index;

/// <summary>A disk that is full or fails under a checkpoint: it is told, nothing waits, and the next one succeeds.</summary>
public sealed class IndexDiskFaultTests : IDisposable
{
    private const int NoSpace = 28;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Theory]
    [InlineData("records.log")]
    [InlineData("ht.dat")]
    [InlineData("info.dat")]
    [InlineData("state-")]
    [InlineData("manifest-")]
    public async Task Checkpoint_DiskFull_FailsAndGoesOnOnceThereIsRoom(string file)
    {
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.Uscc(1), "court:1"));
        _registry.Index.Checkpoints.Take();
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.Uscc(2), "court:2"));
        FillDisk(file);

        await Assert.ThrowsAsync<IOException>(CheckpointAsync);

        // Applying and reading go on meanwhile, and a second attempt fails like the first.
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.Uscc(1), "court:3"));
        Assert.Equal(2, _registry.View(SampleSubjects.Uscc(1)).Entries.Length);
        await Assert.ThrowsAsync<IOException>(CheckpointAsync);
        Assert.Equal([2UL], _registry.Index.Checkpoints.Revisions);
        Assert.Empty(Directory.GetFiles(_registry.Folder, "*.tmp"));

        _registry.BeforeWrite = null;
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.Uscc(2), "court:4"));
        await CheckpointAsync();
        Assert.Equal([5UL, 2UL], _registry.Index.Checkpoints.Revisions);
        _registry.Index.Dispose();
        using var index = _registry.Open();
        Assert.Equal(5UL, index.Current.Revision);
        using var replayed = _registry.ReplayedElsewhere();
        ReferenceTests.AssertEqual(replayed, index, _registry);
    }

    [Fact]
    public async Task Dispose_AfterACheckpointThatFailed_Ends()
    {
        _registry.ApplyOne(_registry.PutEntry(SampleSubjects.Uscc(1), "court:1"));
        FillDisk("records.log");
        await Assert.ThrowsAsync<IOException>(CheckpointAsync);

        await Task.Run(_registry.Index.Dispose, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        _registry.BeforeWrite = null;
        _registry.Restart();
        Assert.Equal(2UL, _registry.Index.Current.Revision);
    }

    [Fact]
    public void Write_CannotTakeItsName_LeavesNothingBehind()
    {
        var taken = Path.Combine(_registry.Folder, "state-taken");
        Directory.CreateDirectory(taken);

        Assert.ThrowsAny<Exception>(() => DurableFiles.Write(taken, "content"u8));

        Assert.Empty(Directory.GetFiles(_registry.Folder, "*.tmp"));
    }

    private Task CheckpointAsync() =>
        Task.Run(() => _registry.Index.Checkpoints.Take(), TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    private void FillDisk(string file) => _registry.BeforeWrite = path =>
    {
        if (path.Contains(file, StringComparison.Ordinal))
        {
            throw new IOException("No space left on device", NoSpace);
        }
    };
}
