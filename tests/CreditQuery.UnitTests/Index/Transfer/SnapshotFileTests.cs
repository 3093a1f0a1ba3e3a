using System.Text;
using CreditQuery.Index.Transfer;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Index.Transfer;

/// <summary>A checkpoint as a file: cut or changed anywhere, it says where; interrupted anywhere, it goes on with the same bytes.</summary>
public sealed class SnapshotFileTests : IDisposable
{
    private static readonly int LastDay = CivilDay.Of(TestRegistry.Start) + 30;

    private readonly TransferSource _source = new(subjects: 20_000);

    public void Dispose() => _source.Dispose();

    [Fact]
    public void Complete_WrittenAndRead_SameBlocksSameCheckpoint()
    {
        var path = Export("one");
        using var pin = _source.Pin();
        using var reader = pin.OpenReader();
        var expected = TransferSource.BlocksOf(reader);
        using var file = SnapshotFileReader.Open(path);

        Assert.Equal(pin.Description.CheckpointId, file.Description.CheckpointId);
        Assert.Equal(LastDay, file.ExpiresOn);
        Assert.Equal(expected, ReadAll(file));
        Assert.True(new FileInfo(path).Length < pin.Description.Bytes / 2);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!, "one*"));
    }

    [Fact]
    public void Open_InterruptedAfterAnyBlock_EndsWithTheSameBytes()
    {
        var whole = File.ReadAllBytes(Export("whole"));
        var path = _source.PathOf("parts");
        using var pin = _source.Pin();
        for (var block = 0UL; block <= pin.Description.Blocks; block++)
        {
            // The day of the first try counts: a file that goes on tomorrow is the file that was begun.
            using var writer = SnapshotFileWriter.Open(path, LastDay + (int)block);
            Assert.Equal(block, writer.Received);
            Write(writer, 1);
        }

        using (var writer = SnapshotFileWriter.Open(path, LastDay))
        {
            writer.Complete();
        }

        Assert.Equal(whole, File.ReadAllBytes(path));
    }

    [Fact]
    public void Open_PartCutAtAnyLength_EndsWithTheSameBytes()
    {
        var whole = File.ReadAllBytes(Export("whole"));
        var random = new Random(5);
        var lengths = Enumerable.Range(0, 60).Append(whole.Length).Concat(Enumerable.Range(0, 30).Select(_ => random.Next(whole.Length)));
        foreach (var length in lengths)
        {
            var path = _source.PathOf($"cut-{length}");
            File.WriteAllBytes(path + ".part", [.. whole[..length], .. new byte[random.Next(40)]]);
            using (var writer = SnapshotFileWriter.Open(path, LastDay))
            {
                Write(writer, long.MaxValue);
                writer.Complete();
            }

            Assert.True(whole.AsSpan().SequenceEqual(File.ReadAllBytes(path)), $"cut at {length}");
            File.Delete(path);
        }
    }

    [Fact]
    public void ReadBlock_FileCutAtAnyLength_SaysWhichBlockIsMissing()
    {
        var whole = File.ReadAllBytes(Export("whole"));
        var random = new Random(6);
        var path = _source.PathOf("cut");
        foreach (var length in Enumerable.Range(0, 60).Concat(Enumerable.Range(0, 60).Select(_ => random.Next(whole.Length))).Append(whole.Length - 1))
        {
            File.WriteAllBytes(path, whole[..length]);

            Assert.Throws<DamagedBlockException>(() => ReadToTheEnd(path));
        }

        File.WriteAllBytes(path, [.. whole, 0]);
        Assert.Contains("end of the file", Assert.Throws<DamagedBlockException>(() => ReadToTheEnd(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadBlock_AnyByteChanged_TellsTheFirstDamagedBlock()
    {
        var whole = File.ReadAllBytes(Export("whole"));
        var random = new Random(8);
        var path = _source.PathOf("flipped");
        var found = new HashSet<ulong>();
        foreach (var offset in Enumerable.Range(0, 60).Concat(Enumerable.Range(0, 200).Select(_ => random.Next(whole.Length))).Append(whole.Length - 1))
        {
            var flipped = whole.ToArray();
            flipped[offset] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, flipped);

            found.Add(Assert.Throws<DamagedBlockException>(() => ReadToTheEnd(path)).Block);
        }

        Assert.Contains(0UL, found);
        Assert.True(found.Count > 3, "The places were to fall on several blocks.");
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Complete_Always_ForItsOwnerAlone() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Export("one")));

    [Fact]
    public void Dispose_NothingBegun_LeavesNoPart()
    {
        var path = _source.PathOf("none");
        SnapshotFileWriter.Open(path, LastDay).Dispose();

        Assert.False(File.Exists(path + ".part"));
    }

    [Fact]
    public void Open_FileExists_IsNeverOverwritten()
    {
        var path = Export("one");

        Assert.Throws<IOException>(() => SnapshotFileWriter.Open(path, LastDay));
    }

    [Fact]
    public void Open_LaterFormat_IsRefused()
    {
        using var pin = _source.Pin();
        var manifest = CheckpointDescription.Read((pin.Description.Manifest with { Epoch = "00112233445566ab" }).Write());
        var head = SnapshotHead.Of(manifest, CivilDay.Format(LastDay)) with { Format = SnapshotFile.Format + 1 };
        var content = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(head);

        Assert.Contains("Upgrade", Assert.Throws<TransferRefusedException>(() => SnapshotHead.Read(content, out _, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HeadThatContradictsItsManifest_IsDamaged()
    {
        using var pin = _source.Pin();
        var head = SnapshotHead.Of(pin.Description, CivilDay.Format(LastDay));
        foreach (var other in new[] { head with { Revision = 1 }, head with { KeyCheck = "0" }, head with { ExpiresOn = "soon" } })
        {
            var content = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(other);

            Assert.Throws<DamagedBlockException>(() => SnapshotHead.Read(content, out _, out _));
        }
    }

    [Fact]
    public void File_Always_HoldsNeitherKeyNorIdentifier()
    {
        var path = Export("one");
        using var file = SnapshotFileReader.Open(path);
        var bytes = ReadAll(file).Values.SelectMany(static block => block).Concat(File.ReadAllBytes(path)).ToArray();

        Assert.True(bytes.AsSpan().IndexOf(TestRegistry.Secret) < 0, "The key is in the snapshot.");
        Assert.True(bytes.AsSpan().IndexOf(TestRegistry.Secret.AsSpan(0, 16)) < 0, "A part of the key is in the snapshot.");
        foreach (var identifier in RandomChanges.Identifiers.Append(SampleSubjects.Uscc(10_000)))
        {
            Assert.True(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(identifier)) < 0, "An identifier is in the snapshot.");
        }
    }

    private static void ReadToTheEnd(string path)
    {
        using var file = SnapshotFileReader.Open(path);
        ReadAll(file);
    }

    private static Dictionary<ulong, byte[]> ReadAll(SnapshotFileReader file)
    {
        var blocks = new Dictionary<ulong, byte[]>();
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        while (true)
        {
            var bytes = file.ReadBlock(buffer, out var block);
            if (block == 0)
            {
                return blocks;
            }

            blocks[block] = buffer[..bytes];
        }
    }

    private string Export(string name)
    {
        var path = _source.PathOf(name);
        using var writer = SnapshotFileWriter.Open(path, LastDay);
        Write(writer, long.MaxValue);
        writer.Complete();
        return path;
    }

    private void Write(SnapshotFileWriter writer, long most)
    {
        using var pin = _source.Pin();
        using var reader = pin.OpenReader();
        writer.Begin(pin.Description);
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        for (var block = writer.Received + 1; block <= pin.Description.Blocks && most-- > 0; block++)
        {
            writer.Write(block, buffer.AsSpan(0, reader.ReadBlock(block, buffer)));
        }
    }
}
