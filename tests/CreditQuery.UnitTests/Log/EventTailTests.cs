using CreditQuery.Log;

namespace CreditQuery.UnitTests.Log;

public sealed class EventTailTests : IDisposable
{
    private readonly LogBench _bench = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-tail-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Write_ThenOpenAgain_HoldsTheEvents()
    {
        var (epoch, events) = await EventsAsync(5);
        using (var tail = EventTail.Open(Options))
        {
            tail.Begin(epoch, new LogHead(2, events[1].Chain, events[1].RecordedAt));
            tail.Write(events.AsSpan(2, 2));
            tail.Write(events.AsSpan(3, 2));
        }

        using var again = EventTail.Open(Options);

        Assert.Equal((epoch, 2UL, 5UL), (again.Epoch, again.Start.Revision, again.End.Revision));
        Assert.Equal(events[4].Chain, again.End.Chain);
        Assert.Equal(events[2..].Select(Raw), again.Read(2).Select(Raw));
        Assert.Equal([5UL], again.Read(4).Select(kept => kept.Revision));
    }

    [Fact]
    public async Task Open_WriteNotFinished_IsCutOff()
    {
        var (epoch, events) = await EventsAsync(3);
        string file;
        using (var tail = EventTail.Open(Options))
        {
            tail.Begin(epoch, new LogHead(0, ChainValue.OfEpoch(epoch), DateTimeOffset.UnixEpoch));
            tail.Write(events);
            file = Directory.GetFiles(Path.Combine(_folder, "tail"), "*.log").Single();
        }

        using (var cut = File.Open(file, FileMode.Open))
        {
            cut.SetLength(cut.Length - 1);
        }

        using var again = EventTail.Open(Options);

        Assert.Equal(2UL, again.End.Revision);
        again.Write(events.AsSpan(2));
        Assert.Equal([1UL, 2UL, 3UL], again.Read(0).Select(kept => kept.Revision));
    }

    [Fact]
    public async Task CutAfter_AcrossFiles_EndsThere()
    {
        var (epoch, events) = await EventsAsync(6);
        using var tail = EventTail.Open(Options);
        tail.Begin(epoch, new LogHead(0, ChainValue.OfEpoch(epoch), DateTimeOffset.UnixEpoch));
        foreach (var part in new[] { events[..3], events[3..5], events[5..] })
        {
            tail.Write(part);
            tail.Sync();
        }

        tail.CutAfter(new LogHead(2, events[1].Chain, events[1].RecordedAt));

        Assert.Equal([1UL, 2UL], tail.Read(0).Select(kept => kept.Revision));
        tail.Write(events.AsSpan(2, 1));
        Assert.Equal(3UL, tail.End.Revision);
    }

    [Theory]
    [InlineData(3, -1, 1L << 30, 1)]
    [InlineData(3, 1, 1L << 30, 3)]
    [InlineData(3, -1, 0, 3)]
    [InlineData(2, 1, 0, 1)]
    public async Task Trim_SyncedFiles_FreesWhatIsOldOrTooMuchAndNeverMore(ulong keepFrom, int keepSinceMs, long mostBytes, ulong first)
    {
        var (epoch, events) = await EventsAsync(4);
        using var tail = EventTail.Open(Options);
        tail.Begin(epoch, new LogHead(0, ChainValue.OfEpoch(epoch), DateTimeOffset.UnixEpoch));
        tail.Write(events.AsSpan(0, 2));
        tail.Sync();
        tail.Write(events.AsSpan(2, 2));

        tail.Trim(keepFrom, events[1].RecordedAt.AddMilliseconds(keepSinceMs), mostBytes);

        Assert.Equal(first, tail.Read(0).First().Revision);
        Assert.Equal(4UL, tail.Read(0).Last().Revision);
    }

    [Fact]
    public async Task Write_AGap_IsRefused()
    {
        var (epoch, events) = await EventsAsync(3);
        using var tail = EventTail.Open(Options);
        tail.Begin(epoch, new LogHead(0, ChainValue.OfEpoch(epoch), DateTimeOffset.UnixEpoch));

        Assert.Throws<InvalidOperationException>(() => tail.Write(events.AsSpan(1)));
    }

    [Fact]
    public async Task Orphans_SavedTwice_AreOneFileReadBackWithMarks()
    {
        var (epoch, events) = await EventsAsync(4);
        var folder = new OrphanFolder(Options);

        folder.Save(epoch, events[1..]);
        folder.Save(epoch, events[1..]);
        var file = Assert.Single(folder.Files());
        file.MarkReturned(events[2].ChangeId);

        Assert.Equal($"{epoch}-{2:D20}-{4:D20}-{events[3].Chain.ToString()[..8]}.events", Path.GetFileName(file.FilePath));
        Assert.Equal(events[1..].Select(Raw), file.Read().Select(Raw));
        Assert.Equal([events[2].ChangeId], Assert.Single(folder.Files()).Returned());
    }

    [Fact]
    public async Task Orphans_OfTheFile_AreDelimitedProtobuf()
    {
        var (epoch, events) = await EventsAsync(2);
        var file = new OrphanFolder(Options).Save(epoch, events);

        await using var stream = File.OpenRead(file.FilePath);
        var first = CreditQuery.Protos.Log.V1.ChangeEvent.Parser.ParseDelimitedFrom(stream);
        var second = CreditQuery.Protos.Log.V1.ChangeEvent.Parser.ParseDelimitedFrom(stream);

        Assert.Equal((1UL, 2UL), (first.Revision, second.Revision));
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public async Task Orphans_DamagedFile_SaysSo()
    {
        var (epoch, events) = await EventsAsync(2);
        var file = new OrphanFolder(Options).Save(epoch, events);
        var bytes = await File.ReadAllBytesAsync(file.FilePath, Token);
        await File.WriteAllBytesAsync(file.FilePath, bytes[..^1], Token);

        Assert.Throws<ChangeLogCorruptException>(() => file.Read().Count());
    }

    private ChangeLogOptions Options => new() { Path = _folder };

    private static byte[] Raw(ChangeLogEvent kept) => kept.Raw.ToArray();

    private async Task<(string Epoch, ChangeLogEvent[] Events)> EventsAsync(int count)
    {
        await using var log = _bench.Open();
        for (var i = 0; i < count; i++)
        {
            await log.AppendAsync(LogBench.PayloadOf(i, 100 + i), ChangeId.New(_bench.Clock), "tester", Token);
        }

        return (log.Epoch, [.. await LogBench.ReadAsync(log)]);
    }
}
