using System.Globalization;
using System.Text;
using CreditQuery.Index;
using CreditQuery.Index.Checkpoints;

namespace CreditQuery.UnitTests.Index;

/// <summary>Whatever of a checkpoint is damaged, missing or of another version: the one before, the log, or a refusal; never a wrong answer.</summary>
public sealed class CheckpointDamageTests : IDisposable
{
    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Theory]
    [InlineData("records.log.0")]
    [InlineData("ht.dat.0")]
    [InlineData("info.dat.0")]
    [InlineData("state-*")]
    [InlineData("manifest-*")]
    public void Open_AnyByteFlipped_RecoversAndEqualsAReplay(string pattern)
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();
        var random = new Random(7);
        var files = Directory.GetFiles(_registry.Folder, pattern, SearchOption.AllDirectories);
        for (var i = 0; i < 12; i++)
        {
            var copy = CopyFolder($"flip-{i}");
            var damaged = files[random.Next(files.Length)].Replace(_registry.Folder, copy, StringComparison.Ordinal);
            Flip(damaged, random);

            using var index = TestRegistry.OpenAt(copy);

            _registry.Replay(index);
            using var replayed = _registry.ReplayedElsewhere($"replay-{i}");
            ReferenceTests.AssertEqual(replayed, index, _registry);
        }
    }

    [Fact]
    public void Open_NewRecordsDamaged_TheCheckpointBeforeIsUsed()
    {
        FillWithTwoCheckpoints();
        var revisions = _registry.Index.Checkpoints.Revisions;
        _registry.Index.Dispose();
        var manifests = Directory.GetFiles(_registry.Folder, "manifest-*").Order(StringComparer.Ordinal).Select(ReadManifest).ToArray();
        FlipAt(Path.Combine(_registry.Folder, "records.log.0"), manifests[0].RecordBytes + 100);

        using var index = _registry.Open();

        Assert.Equal(revisions[1], index.Current.Revision);
        Assert.Contains("records.log.0 is damaged between bytes", Assert.Single(index.Checkpoints.Unusable), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OldRecordsDamaged_TheLogIsApplied()
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();
        FlipAt(Path.Combine(_registry.Folder, "records.log.0"), 200);

        using var index = _registry.Open();

        Assert.Equal(0UL, index.Current.Revision);
        Assert.Equal(2, index.Checkpoints.Unusable.Count);
    }

    [Fact]
    public void Open_RecordsCut_SaysSo()
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();
        using (var records = File.OpenWrite(Path.Combine(_registry.Folder, "records.log.0")))
        {
            records.SetLength(1000);
        }

        using var index = _registry.Open();

        Assert.All(index.Checkpoints.Unusable, fault => Assert.Contains("belong to the checkpoint", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_DamagedAndLogTrimmed_RefusesAndRemovesNothing()
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();
        FlipAt(Path.Combine(_registry.Folder, "records.log.0"), 200);
        var before = Files();

        var refused = Assert.Throws<CheckpointsUnusableException>(() => _registry.Open(oldestRevision: 3));

        Assert.Contains("begins at revision 3", refused.Message, StringComparison.Ordinal);
        Assert.Contains("records.log.0 is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void Open_CheckpointOlderThanTheTrimmedLog_Refuses()
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();

        Assert.Throws<CheckpointsUnusableException>(() => _registry.Open(oldestRevision: 1000));
    }

    [Fact]
    public void Open_LaterFormat_RefusesAndRemovesNothing()
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();
        var newest = Directory.GetFiles(_registry.Folder, "manifest-*").Order(StringComparer.Ordinal).Last();
        File.WriteAllBytes(newest, (ReadManifest(newest) with { Format = CheckpointManifest.CurrentFormat + 1 }).Write());
        var before = Files();

        Assert.Throws<NewerCheckpointException>(() => _registry.Open());

        Assert.Equal(before, Files());
    }

    [Fact]
    public void Open_EarlierFormat_BuiltAgainFromTheLog()
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();
        foreach (var manifest in Directory.GetFiles(_registry.Folder, "manifest-*"))
        {
            var json = Encoding.UTF8.GetString(File.ReadAllBytes(manifest)).Split('\n')[0];
            File.WriteAllText(manifest, json.Replace("\"Format\":2", "\"Format\":1", StringComparison.Ordinal));
        }

        using var index = _registry.Open();

        Assert.Equal(0UL, index.Current.Revision);
        Assert.Empty(Directory.GetFiles(_registry.Folder, "manifest-*"));
    }

    [Fact]
    public void Open_OtherPageSize_BuiltAgainFromTheLog()
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();

        using var index = _registry.Open(with: static options => options.PageBytes = 8 << 20);

        _registry.Replay(index);
        using var replayed = _registry.ReplayedElsewhere();
        ReferenceTests.AssertEqual(replayed, index, _registry);
    }

    [Fact]
    public void Open_LessMemoryThanRecords_RefusesAndNamesTheOption()
    {
        var subjects = 0;
        while (_registry.Index.Store.UsedBytes < 9 << 20)
        {
            _registry.Apply(TestRegistry.SetOf(Enumerable.Range(subjects, 1_000).Select(n => _registry.PutSubject(SampleSubjects.Uscc(n)))));
            subjects += 1_000;
        }

        _registry.Index.Checkpoints.Take();
        _registry.Index.Dispose();

        var refused = Assert.Throws<IndexTooSmallException>(() => _registry.Open(with: static options => options.RecordMemoryBytes = 16 << 20));

        Assert.Contains("Index:RecordMemoryBytes", refused.Message, StringComparison.Ordinal);
        using var index = _registry.Open();
        Assert.Equal(_registry.Log.Count, (int)index.Current.Revision);
    }

    [Fact]
    public void Open_LeftoversOfKilledProcesses_AreRemoved()
    {
        FillWithTwoCheckpoints();
        _registry.Index.Dispose();
        var before = Files();
        var token = Guid.NewGuid().ToString();
        var parts = Directory.CreateDirectory(Path.Combine(_registry.Folder, "checkpoints", "index-checkpoints", token));
        File.WriteAllText(Path.Combine(parts.FullName, "ht.dat.0"), "torn");
        File.WriteAllText(Path.Combine(_registry.Folder, string.Create(CultureInfo.InvariantCulture, $"manifest-{999:D20}.json.tmp")), "torn");
        File.WriteAllText(Path.Combine(_registry.Folder, string.Create(CultureInfo.InvariantCulture, $"state-{999:D20}.bin")), "torn");
        File.WriteAllText(Path.Combine(_registry.Folder, "records.log.3"), "of an index that was larger");

        using var index = _registry.Open();

        Assert.Equal(before, Files());
        Assert.Equal(_registry.Log.Count, (int)index.Current.Revision);
    }

    [Fact]
    public void Of_EachRange_TellsOneByteFromAnother()
    {
        var random = new Random(5);
        foreach (var length in new[] { 0, 1, 7, 8, 31, 32, 33, 63, 1000, 4096, 65_537 })
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var sum = LaneCrc32C.Of(bytes);
            for (var i = 0; i < length; i += Math.Max(1, length / 50))
            {
                bytes[i] ^= 0x10;
                Assert.NotEqual(sum, LaneCrc32C.Of(bytes));
                bytes[i] ^= 0x10;
            }

            Assert.Equal(sum, LaneCrc32C.Of(bytes));
        }
    }

    private void FillWithTwoCheckpoints()
    {
        var random = new RandomChanges(_registry, 30);
        for (var i = 0; i < 30; i++)
        {
            _registry.Apply(random.Next().Change);
        }

        _registry.Index.Checkpoints.Take();
        for (var i = 0; i < 10; i++)
        {
            _registry.Apply(random.Next().Change);
        }

        _registry.Apply(_registry.PutEntry(SampleSubjects.Uscc(1), "b:1"));
        _registry.Index.Checkpoints.Take();
    }

    private string CopyFolder(string name)
    {
        var target = Path.Combine(Path.GetDirectoryName(_registry.Folder)!, name);
        foreach (var file in Directory.EnumerateFiles(_registry.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(_registry.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(_registry.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static CheckpointManifest ReadManifest(string path) => CheckpointManifest.TryRead(File.ReadAllBytes(path))!;

    private static void Flip(string path, Random random) => FlipAt(path, random.NextInt64(new FileInfo(path).Length));

    private static void FlipAt(string path, long offset)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 0x20));
    }
}
