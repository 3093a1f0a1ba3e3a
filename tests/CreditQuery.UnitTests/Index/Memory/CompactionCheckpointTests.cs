using System.Text;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Transfer;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Index.Memory;

/// <summary>Checkpoints of an index that is being compacted, or was: any place to stop is a place to start again from.</summary>
public sealed class CompactionCheckpointTests : IDisposable
{
    private readonly CompactionBench _bench = new(seed: 8);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Restart_AfterManyPasses_StateIsThatOfTheCheckpoint()
    {
        for (var round = 0; round < 5; round++)
        {
            _bench.Churn(2_500);
            _bench.Compact();
            _bench.Churn(10);
            _bench.Index.Checkpoints.Take();

            _bench.Registry.Restart();

            Assert.Empty(_bench.Index.Checkpoints.Unusable);
            Assert.Equal((ulong)_bench.Registry.Log.Count, _bench.Index.Current.Revision);
            _bench.AssertWhole();
        }
    }

    [Fact]
    public void ProcessDies_BetweenAnyTwoSteps_RestartEqualsTheModel()
    {
        _bench.Churn(3_000);
        _bench.Index.Checkpoints.Take();
        _bench.Churn(100);
        Assert.True(_bench.Index.Compaction.Begin());
        for (var step = 0; _bench.Index.Compaction.Step(3 << 20); step++)
        {
            _bench.Churn(20);
            if (step == 2)
            {
                _bench.Index.Checkpoints.Take();
            }

            _bench.AssertRecoversFromACopy("copy");
        }

        _bench.AssertRecoversFromACopy("copy");
    }

    [Fact]
    public void ProcessDies_AtAnyStepOfACheckpointAmidAPass_RestartEqualsTheModel()
    {
        foreach (var step in Enum.GetValues<CheckpointStep>())
        {
            using var bench = new CompactionBench((int)step);
            bench.Churn(2_000);
            bench.Compact();
            bench.Churn(1_500);
            bench.Index.Checkpoints.Take();
            Assert.True(bench.Index.Compaction.Begin());
            bench.Index.Compaction.Step(5 << 20);
            bench.Churn(10);
            bench.Registry.AfterCheckpointStep = reached =>
            {
                if (reached.Equals(step))
                {
                    throw new ProcessDied();
                }
            };
            Assert.Throws<ProcessDied>(() => bench.Index.Checkpoints.Take());
            bench.AssertRecoversFromACopy("copy");
        }
    }

    [Fact]
    public void Checkpoint_SecondAfterAPass_RemovesTheFilesThatWereGivenUp()
    {
        _bench.Churn(4_500);
        _bench.Index.Checkpoints.Take();
        Assert.True(File.Exists(FileOf(0)));

        _bench.Compact();
        _bench.Churn(1);
        _bench.Index.Checkpoints.Take();
        Assert.True(File.Exists(FileOf(0)), "the checkpoint before still needs it");

        _bench.Churn(1);
        _bench.Index.Checkpoints.Take();

        Assert.False(File.Exists(FileOf(0)));
        Assert.False(File.Exists(FileOf(1)));
        _bench.Registry.Restart();
        _bench.AssertWhole();
    }

    [Fact]
    public void Checkpoint_PinnedOneReadsFilesThatWereGivenUp_TheyStayUntilItIsGivenBack()
    {
        _bench.Churn(4_500);
        _bench.Index.Checkpoints.Take();
        using (var pin = _bench.Pin())
        {
            for (var round = 0; round < 3; round++)
            {
                _bench.Churn(1_000);
                _bench.Compact();
                _bench.Churn(1);
                _bench.Index.Checkpoints.Take();
            }

            using var reader = pin.OpenReader();
            Assert.NotEmpty(Transfer.TransferSource.BlocksOf(reader));
        }

        _bench.Churn(1);
        _bench.Index.Checkpoints.Take();

        Assert.False(File.Exists(FileOf(0)));
    }

    [Fact]
    public void Transfer_OfACompactedCheckpoint_PeerHasTheSame()
    {
        _bench.Churn(4_500);
        _bench.Compact();
        _bench.Churn(500);
        _bench.Index.Checkpoints.Take();
        var folder = _bench.PathOf("peer");
        using (var pin = _bench.Pin())
        using (var reader = pin.OpenReader())
        using (var receiver = CheckpointReceiver.Open(folder))
        {
            Assert.True(pin.Description.Bytes < 12 << 20, "what was given up does not travel");
            receiver.Begin(pin.Description);
            var buffer = new byte[CheckpointDescription.MaxBlockBytes];
            for (var block = 1UL; block <= pin.Description.Blocks; block++)
            {
                receiver.Write(block, buffer.AsSpan(0, reader.ReadBlock(block, buffer)));
            }

            receiver.Complete();
        }

        using var peer = CompactionBench.OpenAt(folder);

        Assert.Empty(peer.Checkpoints.Unusable);
        Assert.Equal(_bench.Index.Current.Revision, peer.Current.Revision);
        _bench.AssertWhole(peer);
    }

    [Fact]
    public void Erased_AfterAPassAndTwoCheckpoints_BytesAreNowhereInTheFolder()
    {
        const int Erased = 3;
        _bench.Churn(3_000);
        _bench.Index.Checkpoints.Take();
        var text = Encoding.UTF8.GetBytes(CompactionBench.Text(Erased, _bench.Written[Erased])[..24]);
        Assert.True(IsOnDisk(text));
        _bench.Registry.ApplyOne(new Change { EraseSubject = new EraseSubject { Subject = _bench.Registry.Subject(CompactionBench.Unit(Erased)), DecisionRef = "d" } });
        var others = Enumerable.Range(0, CompactionBench.Units).Where(static unit => unit != Erased).ToArray();
        WriteAll(others);

        _bench.Compact();
        WriteAll(others);
        _bench.Index.Checkpoints.Take();
        WriteAll(others);
        _bench.Index.Checkpoints.Take();

        Assert.False(IsOnDisk(text));
    }

    // What is written in a year does not fill a page.
    [Fact]
    public void Erased_InASmallRegistry_BytesAreNowhereInTheFolder()
    {
        const int Erased = 3;
        _bench.Churn(2 * 10, andRandom: false);
        _bench.Index.Checkpoints.Take();
        var text = Encoding.UTF8.GetBytes(CompactionBench.Text(Erased, _bench.Written[Erased])[..24]);
        Assert.True(IsOnDisk(text));
        _bench.Registry.ApplyOne(new Change { EraseSubject = new EraseSubject { Subject = _bench.Registry.Subject(CompactionBench.Unit(Erased)), DecisionRef = "d" } });

        _bench.Index.Compaction.EndPage();
        _bench.Compact();
        for (var checkpoint = 0; checkpoint < 2; checkpoint++)
        {
            _bench.Write(1);
            _bench.Index.Checkpoints.Take();
        }

        Assert.False(IsOnDisk(text));
        _bench.Registry.Restart();
        Assert.Empty(_bench.Index.Checkpoints.Unusable);
        using var replayed = CompactionBench.OpenAt(_bench.PathOf("replay"));
        _bench.Replay(replayed);
        Assert.Equal(replayed.Current.Counts, _bench.Index.Current.Counts);
        for (var unit = 0; unit < 20; unit++)
        {
            var key = _bench.Registry.KeyOf(CompactionBench.Unit(unit));
            Assert.Equal(TestRegistry.Record(replayed, key), TestRegistry.Record(_bench.Index, key));
        }
    }

    [Fact]
    public void IsDue_AfterAPassOfARegistryThatStandsStill_TwoCheckpointsAndNoMore()
    {
        const int Erased = 3;
        _bench.Churn(2 * 10, andRandom: false);
        var text = Encoding.UTF8.GetBytes(CompactionBench.Text(Erased, _bench.Written[Erased])[..24]);
        _bench.Index.Checkpoints.Take();
        _bench.Registry.ApplyOne(new Change { EraseSubject = new EraseSubject { Subject = _bench.Registry.Subject(CompactionBench.Unit(Erased)), DecisionRef = "d" } });
        _bench.Index.Compaction.EndPage();
        _bench.Index.Checkpoints.Take();
        Assert.False(_bench.Index.Checkpoints.IsDue);
        var revision = _bench.Index.Current.Revision;

        _bench.Index.Compaction.RunWhole();

        for (var checkpoint = 0; checkpoint < 2; checkpoint++)
        {
            Assert.True(_bench.Index.Checkpoints.IsDue);
            Assert.True(IsOnDisk(text));
            _bench.Index.Checkpoints.Take();
        }

        Assert.False(_bench.Index.Checkpoints.IsDue);
        Assert.False(IsOnDisk(text));
        Assert.Equal([revision, revision], _bench.Index.Checkpoints.Revisions);
        _bench.Registry.Restart();
        Assert.Empty(_bench.Index.Checkpoints.Unusable);
        Assert.False(_bench.Index.Checkpoints.IsDue);
    }

    // A peer may read it for an hour: nothing is gained by checkpoints that leave it.
    [Fact]
    public void IsDue_OnlyAPinnedOneHoldsWhatWasGivenUp_NotUntilThePinIsGivenBack()
    {
        _bench.Churn(4_500);
        _bench.Index.Checkpoints.Take();
        using (_bench.Pin())
        {
            _bench.Compact();
            for (var checkpoint = 0; checkpoint < 2; checkpoint++)
            {
                _bench.Index.Checkpoints.Take();
            }

            Assert.Equal(3, _bench.Index.Checkpoints.Revisions.Count);
            Assert.False(_bench.Index.Checkpoints.IsDue);
        }

        Assert.True(_bench.Index.Checkpoints.IsDue);
        _bench.Index.Checkpoints.Take();
        Assert.False(_bench.Index.Checkpoints.IsDue);
        Assert.False(File.Exists(FileOf(0)));
    }

    [Fact]
    public void Restart_NewestOfTwoOfOneRevisionIsDamaged_TheOtherOneIsUsed()
    {
        _bench.Churn(50);
        _bench.Index.Checkpoints.Take();
        _bench.Index.Checkpoints.Take();
        var revision = _bench.Index.Current.Revision;
        Assert.Equal([revision, revision], _bench.Index.Checkpoints.Revisions);
        Assert.Contains("\"Format\":5,", NewestManifest(), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_bench.Registry.Folder, "state-*").Length);

        File.WriteAllText(Directory.GetFiles(_bench.Registry.Folder, "state-*").Order(StringComparer.Ordinal).Last(), "damaged");
        _bench.Registry.Restart();

        Assert.Single(_bench.Index.Checkpoints.Unusable);
        Assert.Equal(revision, _bench.Index.Current.Revision);
        _bench.AssertWhole();
        _bench.Index.Checkpoints.Take();
        Assert.Equal([revision, revision], _bench.Index.Checkpoints.Revisions);
        _bench.Registry.Restart();
        Assert.Empty(_bench.Index.Checkpoints.Unusable);
    }

    [Fact]
    public void IsDue_RegistryThatStandsStill_PassComesWithTheMidnights()
    {
        _bench.Churn(50);
        _bench.Compact();
        _bench.Write(1);
        Assert.False(_bench.Index.Compaction.IsDue);

        _bench.Index.Midnights.Pass(CivilDay.Of(_bench.Registry.Now) + 7);
        Assert.False(_bench.Index.Compaction.IsDue);
        _bench.Index.Midnights.Pass(CivilDay.Of(_bench.Registry.Now) + 8);

        Assert.True(_bench.Index.Compaction.IsDue);
    }

    [Fact]
    public void EndPage_AgainAndAgain_TakesNoMoreThanTheMemory()
    {
        for (var round = 0; round < 40; round++)
        {
            _bench.Churn(10);
            _bench.Index.Compaction.EndPage();
            _bench.Compact();
        }

        _bench.Registry.Now += TimeSpan.FromDays(400);
        _bench.Registry.Apply(_bench.Registry.PutSubject(CompactionBench.Unit(0), "invented"));
        Assert.True(_bench.Index.Compaction.UsedBytes < 12 << 20);
        _bench.Registry.Restart();
        Assert.Equal((ulong)_bench.Registry.Log.Count, _bench.Index.Current.Revision);
    }

    [Fact]
    public void Manifest_BeforeAndAfterAPass_OlderVersionReadsTheFirst()
    {
        _bench.Churn(3_000);
        _bench.Index.Checkpoints.Take();
        Assert.Contains("\"Format\":3,", NewestManifest(), StringComparison.Ordinal);

        _bench.Compact();
        _bench.Churn(1);
        _bench.Index.Checkpoints.Take();

        Assert.Contains("\"Format\":4,", NewestManifest(), StringComparison.Ordinal);
    }

    private string NewestManifest() => File.ReadAllText(Directory.GetFiles(_bench.Registry.Folder, "manifest-*").Order(StringComparer.Ordinal).Last());

    private string FileOf(int segment) => Path.Combine(_bench.Registry.Folder, $"records.log.{segment}");

    private bool IsOnDisk(byte[] text) => Directory.EnumerateFiles(_bench.Registry.Folder, "*", SearchOption.AllDirectories)
        .Where(static path => Path.GetFileName(path) != "lock")
        .Any(path => File.ReadAllBytes(path).AsSpan().IndexOf(text) >= 0);

    private void WriteAll(int[] units)
    {
        for (var round = 0; round < 6; round++)
        {
            Array.ForEach(units, _bench.Write);
        }
    }

    private sealed class ProcessDied : Exception;
}
