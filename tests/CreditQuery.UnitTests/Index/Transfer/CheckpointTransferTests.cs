using CreditQuery.Index;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Transfer;

namespace CreditQuery.UnitTests.Index.Transfer;

/// <summary>A checkpoint goes block by block into another folder: interrupted anywhere, damaged anywhere, killed anywhere, it arrives whole or not at all.</summary>
public sealed class CheckpointTransferTests : IDisposable
{
    private readonly TransferSource _source = new(subjects: 20_000);

    public void Dispose() => _source.Dispose();

    [Fact]
    public void Complete_EveryBlockTaken_EqualsTheIndexItCameFrom()
    {
        var folder = _source.PathOf("node");
        using (var receiver = CheckpointReceiver.Open(folder))
        {
            Take(receiver, long.MaxValue);
            receiver.Complete();
        }

        AssertEqual(folder);
        Assert.False(Directory.Exists(folder + ".incoming"));
    }

    [Fact]
    public void Open_InterruptedAfterAnyBlock_GoesOnThere()
    {
        var folder = _source.PathOf("node");
        using var pin = _source.Pin();
        Assert.True(pin.Description.Blocks > 5);
        for (var block = 0UL; block <= pin.Description.Blocks; block++)
        {
            using var receiver = CheckpointReceiver.Open(folder);
            Assert.Equal(block, receiver.Received);
            Take(receiver, 1);
        }

        using (var last = CheckpointReceiver.Open(folder))
        {
            Assert.Equal(pin.Description.Blocks, last.Received);
            last.Complete();
        }

        AssertEqual(folder);
    }

    [Fact]
    public void Open_AnyByteOfWhatWasTakenChanged_IsTakenAgainFromThere()
    {
        var random = new Random(3);
        using var pin = _source.Pin();
        for (var i = 0; i < 12; i++)
        {
            var folder = _source.PathOf($"node-{i}");
            using (var receiver = CheckpointReceiver.Open(folder))
            {
                Take(receiver, long.MaxValue);
            }

            var damaged = 1 + (ulong)random.NextInt64((long)pin.Description.Blocks);
            var place = pin.Description.PlaceOf(damaged);
            TransferSource.Flip(Path.Combine(folder + ".incoming", place.File.Name), place.Offset + random.Next(place.Length));

            using (var receiver = CheckpointReceiver.Open(folder))
            {
                Assert.Equal(damaged - 1, receiver.Received);
                Take(receiver, long.MaxValue);
                receiver.Complete();
            }

            AssertEqual(folder);
        }
    }

    [Fact]
    public void Write_BlockOfOtherBytesOrOutOfTurn_IsNotTaken()
    {
        using var pin = _source.Pin();
        using var reader = pin.OpenReader();
        var blocks = TransferSource.BlocksOf(reader);
        using var receiver = CheckpointReceiver.Open(_source.PathOf("node"));
        receiver.Begin(pin.Description);
        var damaged = blocks[1].ToArray();
        damaged[damaged.Length / 2] ^= 1;

        Assert.Equal(1UL, Assert.Throws<DamagedBlockException>(() => receiver.Write(1, damaged)).Block);
        Assert.Throws<DamagedBlockException>(() => receiver.Write(1, blocks[1].AsSpan(0, blocks[1].Length - 1)));
        Assert.Throws<DamagedBlockException>(() => receiver.Write(2, blocks[2]));
        receiver.Write(1, blocks[1]);
        Assert.Equal(1UL, receiver.Received);
        Assert.Throws<InvalidOperationException>(receiver.Complete);
    }

    [Fact]
    public void Begin_OtherCheckpoint_BeginsAnew()
    {
        var folder = _source.PathOf("node");
        using (var receiver = CheckpointReceiver.Open(folder))
        {
            Take(receiver, 3);
        }

        _source.Registry.ApplyOne(_source.Registry.PutEntry(SampleSubjects.Uscc(1), "b:9"));
        _source.Registry.Index.Checkpoints.Take();
        using (var receiver = CheckpointReceiver.Open(folder))
        {
            Assert.Equal(3UL, receiver.Received);
            Take(receiver, long.MaxValue);
            receiver.Complete();
        }

        AssertEqual(folder);
    }

    [Theory]
    [InlineData("synced")]
    [InlineData("named")]
    [InlineData("replaced")]
    [InlineData("in place")]
    public void Complete_ProcessDiesAfterAStep_TheNextTryEndsIt(string step)
    {
        var folder = _source.PathOf("node");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "records.log.0"), "what stood there before");
        var receiver = CheckpointReceiver.Open(folder);
        Take(receiver, long.MaxValue);
        receiver.AfterStep = reached =>
        {
            if (reached == step)
            {
                throw new ProcessDied();
            }
        };
        Assert.Throws<ProcessDied>(receiver.Complete);
        receiver.Dispose();

        if (CheckpointDescription.NewestIn(folder) is null)
        {
            using var again = CheckpointReceiver.Open(folder);
            Assert.Equal(again.Begun!.Blocks, again.Received);
            again.Complete();
        }

        AssertEqual(folder);
        CheckpointReceiver.RemoveLeftovers(folder);
        Assert.Equal([folder], Directory.GetDirectories(Path.GetDirectoryName(folder)!));
    }

    [Fact]
    public void Begin_TooLittleRoom_RefusesBeforeAByteIsWritten()
    {
        using var pin = _source.Pin();
        var folder = _source.PathOf("node");
        using var receiver = CheckpointReceiver.Open(folder, _ => 1_000);

        var refused = Assert.Throws<TransferRefusedException>(() => receiver.Begin(pin.Description));

        Assert.Contains("1000 are free", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder + ".incoming"));
    }

    [Fact]
    public void Open_FolderOfARunningNode_Refused()
    {
        Assert.Throws<IndexInUseException>(() => CheckpointReceiver.Open(_source.Registry.Folder));
        Assert.Throws<IndexInUseException>(() => CheckpointReader.OpenNewest(_source.Registry.Folder));
    }

    [Fact]
    public void ReadBlock_SourceDamagedAtRest_SaysWhere()
    {
        using var pin = _source.Pin();
        using var reader = pin.OpenReader();
        var place = pin.Description.PlaceOf(2);
        TransferSource.Flip(Path.Combine(_source.Registry.Folder, place.File.Name), place.Offset + 5);

        var damaged = Assert.Throws<DamagedBlockException>(() => TransferSource.BlocksOf(reader));

        Assert.Equal(2UL, damaged.Block);
        Assert.Contains(place.File.Name, damaged.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../registry.key")]
    [InlineData("/etc/passwd")]
    [InlineData("checkpoints/../../x")]
    [InlineData("checkpoints/.hidden")]
    [InlineData("lock")]
    [InlineData("records.log.0/x")]
    [InlineData("checkpoints\\x")]
    public void Read_ManifestWithANameThatLeadsElsewhere_IsRefused(string name)
    {
        using var pin = _source.Pin();
        var manifest = pin.Description.Manifest;
        var hostile = manifest with { Files = [.. manifest.Files, new FileSums(name, 0, [])] };

        Assert.Throws<InvalidDataException>(() => CheckpointDescription.Read(hostile.Write()));
    }

    [Fact]
    public void Require_OtherLogKeyPagesOrMemory_IsRefusedByName()
    {
        using var pin = _source.Pin();
        var options = TestRegistry.Options(_source.PathOf("node"));
        var check = _source.Registry.Cipher.Check;
        pin.Description.Require(options, check, TestRegistry.Epoch);

        AssertRefused("of the log", () => pin.Description.Require(options, check, "ffffffffffffffff"));
        AssertRefused("another registry key", () => pin.Description.Require(options, RegistryKey.Generate().Check, TestRegistry.Epoch));
        options.PageBytes = 8 << 20;
        AssertRefused("Index:PageBytes", () => pin.Description.Require(options, check, null));
        options.PageBytes = 4 << 20;
        var large = CheckpointDescription.Read((pin.Description.Manifest with { RecordBytes = 1L << 30 }).Write());
        AssertRefused("Index:RecordMemoryBytes", () => large.Require(options, check, null));
        AssertRefused("format", () => CheckpointDescription.Read((pin.Description.Manifest with { Format = CheckpointManifest.CurrentFormat + 1 }).Write()));
    }

    private static void AssertRefused(string text, Action act) => Assert.Contains(text, Assert.Throws<TransferRefusedException>(act).Message, StringComparison.Ordinal);

    private void Take(CheckpointReceiver receiver, long most)
    {
        using var pin = _source.Pin();
        using var reader = pin.OpenReader();
        receiver.Begin(pin.Description);
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        for (var block = receiver.Received + 1; block <= pin.Description.Blocks && most-- > 0; block++)
        {
            receiver.Write(block, buffer.AsSpan(0, reader.ReadBlock(block, buffer)));
        }
    }

    private void AssertEqual(string folder)
    {
        using var index = TestRegistry.OpenAt(folder);
        Assert.Empty(index.Checkpoints.Unusable);
        Assert.Equal(_source.Registry.Index.Checkpoints.Revisions[0], index.Current.Revision);
        _source.Registry.Replay(index);
        ReferenceTests.AssertEqual(_source.Registry.Index, index, _source.Registry);
        index.Checkpoints.Take();
    }

    private sealed class ProcessDied : Exception;
}
