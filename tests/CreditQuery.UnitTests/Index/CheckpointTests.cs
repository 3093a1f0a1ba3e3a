using CreditQuery.Index;
using CreditQuery.Index.Checkpoints;

namespace CreditQuery.UnitTests.Index;

public sealed class CheckpointTests
{
    [Fact]
    public void Restart_AfterACheckpoint_StateIsThatOfTheCheckpoint()
    {
        using var registry = Filled(40);
        registry.Apply(registry.PutSubject(SampleSubjects.Uscc(9), "Invented Ltd"));
        registry.Index.LastDay = 739700;
        registry.Index.Checkpoints.Take();
        var before = registry.Index.Current;

        registry.Restart();

        var after = registry.Index.Current;
        Assert.Equal(before.Revision, after.Revision);
        Assert.Equal(before.RecordedAtMs, after.RecordedAtMs);
        Assert.Equal(before.Catalogues.Select(c => c.Catalogue.Version), after.Catalogues.Select(c => c.Catalogue.Version));
        Assert.Equal(739700, registry.Index.LastDay);
        using var replayed = registry.ReplayedElsewhere();
        ReferenceTests.AssertEqual(replayed, registry.Index, registry);
    }

    [Fact]
    public void Restart_ChangeIdAppliedBefore_StillKnown()
    {
        using var registry = new TestRegistry();
        var set = TestRegistry.SetOf(registry.PutEntry(SampleSubjects.Uscc(1), "a:1"));
        var id = registry.NextChangeId();
        registry.Apply(set, id);
        registry.Index.Checkpoints.Take();

        registry.Restart();

        Assert.True(registry.Apply(set, id).IsDuplicate);
    }

    [Fact]
    public void Checkpoint_Third_LastTwoAreKept()
    {
        using var registry = Filled(10);
        registry.Index.Checkpoints.Take();
        registry.Apply(registry.PutEntry(SampleSubjects.Uscc(1), "b:1"));
        registry.Index.Checkpoints.Take();
        registry.Apply(registry.PutEntry(SampleSubjects.Uscc(1), "b:2"));
        registry.Index.Checkpoints.Take();

        Assert.Equal([registry.Index.Current.Revision, registry.Index.Current.Revision - 1], registry.Index.Checkpoints.Revisions);
        Assert.Equal(2, Directory.GetFiles(registry.Folder, "state-*").Length);
    }

    [Theory]
    [InlineData("manifest-*")]
    [InlineData("state-*")]
    public void Restart_NewestCheckpointDamaged_TheOneBeforeAndTheLog(string damaged)
    {
        using var registry = Filled(30);
        registry.Index.Checkpoints.Take();
        registry.Apply(registry.PutEntry(SampleSubjects.Uscc(1), "b:1"));
        registry.Index.Checkpoints.Take();
        var newest = Directory.GetFiles(registry.Folder, damaged).Order(StringComparer.Ordinal).Last();
        registry.Index.Dispose();
        File.WriteAllBytes(newest, [.. File.ReadAllBytes(newest)[..^3], 1, 2, 3]);

        using var index = registry.Open();

        Assert.Equal((ulong)registry.Log.Count - 1, index.Current.Revision);
        registry.Replay(index);
        using var replayed = registry.ReplayedElsewhere();
        ReferenceTests.AssertEqual(replayed, index, registry);
    }

    [Fact]
    public void Restart_WithoutCheckpoint_EmptyAndReplayed()
    {
        using var registry = Filled(20);

        registry.Restart();

        using var replayed = registry.ReplayedElsewhere();
        ReferenceTests.AssertEqual(replayed, registry.Index, registry);
    }

    [Fact]
    public void Open_OtherKey_RefusesToStart()
    {
        using var registry = Filled(5);
        registry.Index.Checkpoints.Take();
        registry.Index.Dispose();

        Assert.Throws<RegistryKeyException>(() => TestRegistry.OpenAt(registry.Folder, RegistryKey.Generate()));
        Assert.Empty(Directory.GetFiles(registry.Folder, "*.tmp"));
    }

    [Fact]
    public void Open_OtherEpoch_StartsEmpty()
    {
        using var registry = Filled(5);
        registry.Index.Checkpoints.Take();
        registry.Index.Dispose();

        using var other = TestRegistry.OpenAt(registry.Folder, epoch: "ffffffffffffffff");

        Assert.Equal(0UL, other.Current.Revision);
    }

    [Fact]
    public void Checkpoint_ProcessDiesAfterAnyStep_RestartEqualsAReplay()
    {
        foreach (var step in Enum.GetValues<CheckpointStep>())
        {
            using var registry = Filled(30);
            registry.Index.Checkpoints.Take();
            registry.Apply(registry.PutEntry(SampleSubjects.Uscc(2), "b:1"));
            registry.Apply(registry.PutEntry(SampleSubjects.Uscc(3), "b:2"));
            registry.AfterCheckpointStep = reached =>
            {
                if (reached.Equals(step))
                {
                    throw new ProcessDied();
                }
            };
            Assert.Throws<ProcessDied>(() => registry.Index.Checkpoints.Take());
            registry.AfterCheckpointStep = null;

            registry.Restart();
            registry.Apply(registry.PutEntry(SampleSubjects.Uscc(4), "b:3"));
            registry.Index.Checkpoints.Take();
            registry.Restart();

            using var replayed = registry.ReplayedElsewhere();
            ReferenceTests.AssertEqual(replayed, registry.Index, registry);
        }
    }

    [Fact]
    public void Manifest_Always_WithoutTheKey()
    {
        using var registry = Filled(3);
        registry.Index.Checkpoints.Take();

        var manifest = File.ReadAllText(Directory.GetFiles(registry.Folder, "manifest-*").Single());

        Assert.Contains(registry.Cipher.Check.ToString(), manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("0102030405", manifest, StringComparison.Ordinal);
    }

    private static TestRegistry Filled(int changes)
    {
        var registry = new TestRegistry();
        var random = new RandomChanges(registry, changes);
        for (var i = 0; i < changes; i++)
        {
            registry.Apply(random.Next().Change);
        }

        return registry;
    }

    private sealed class ProcessDied : Exception;
}
