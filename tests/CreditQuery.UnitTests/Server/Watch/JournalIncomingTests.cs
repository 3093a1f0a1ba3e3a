using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Server.Watch;

/// <summary>A peer's frames become a journal that the node goes on with; anything else is refused, and a process may die at any point.</summary>
public sealed class JournalIncomingTests : IDisposable
{
    private const string Epoch = "00112233445566aa";
    private static readonly StatusPosition After = new(3, 100);
    private static readonly StatusPosition Through = new(9, 101);
    private static readonly DateTimeOffset Told = DateTimeOffset.FromUnixTimeMilliseconds(1_781_500_000_000);

    private readonly string _root = Directory.CreateTempSubdirectory("creditquery-incoming-").FullName;
    private readonly WatchOptions _options;

    public JournalIncomingTests() => _options = new WatchOptions { Journal = Path.Combine(_root, "journal"), SegmentBytes = 64 };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Replace_WholeJournal_IsGoneOnWith()
    {
        JournalBatch[] batches = [Part(4, 100), Part(4, 101, isLast: false), Part(4, 101, 2), Part(7, 101), Part(9, 101)];
        using (var incoming = Begin())
        {
            // In pieces that end anywhere.
            foreach (var piece in batches.SelectMany(Frame).Chunk(7))
            {
                incoming.Write(piece);
            }

            incoming.Complete();
            incoming.Replace();
            Assert.Equal((After, Through), (incoming.After, incoming.Last));
        }

        Assert.Equal(new JournalReach(true, Through), StatusJournal.Look(_options.Journal, Epoch, Through));
        using var journal = StatusJournal.Open(_options, Epoch, Through, TimeProvider.System);
        Assert.Equal(After, journal.Oldest);
        Assert.True(journal.Segments.Length > 2);
        Assert.All(journal.Segments, static segment => Assert.Equal(Told, segment.WrittenAt));
        Assert.Equal(batches, Read(journal));
        Assert.Equal([_options.Journal], Directory.GetDirectories(_root));
    }

    [Fact]
    public void Replace_NothingWasTold_ReachesAllTheSame()
    {
        using (var incoming = Begin())
        {
            incoming.Complete();
            incoming.Replace();
        }

        Assert.True(StatusJournal.Look(_options.Journal, Epoch, Through).Reaches);
        using var journal = StatusJournal.Open(_options, Epoch, Through, TimeProvider.System);
        Assert.Equal(After, journal.Oldest);
    }

    [Fact]
    public void Write_WhatNoJournalHasThere_IsRefused()
    {
        AssertRefused("does not follow", Frame(Part(3, 100)));
        AssertRefused("does not follow", Frame(Part(5, 100, ordinal: 2)));
        AssertRefused("does not follow", [.. Frame(Part(5, 100)), .. Frame(Part(4, 101))]);
        AssertRefused("does not follow", [.. Frame(Part(5, 100, isLast: false)), .. Frame(Part(6, 100))]);
        AssertRefused("does not follow", [.. Frame(Part(5, 100, isLast: false)), .. Frame(Part(5, 100, ordinal: 3))]);
        AssertRefused("goes on beyond", Frame(Part(9, 102)));
        AssertRefused("no instant", Frame(new JournalBatch(Part(5, 100)) { InstantMs = long.MaxValue }));
        AssertRefused("no frame begins", new byte[64]);
        AssertRefused("cannot be read", Sealed([0xFF, 0xFF, 0xFF]));
        AssertRefused("checksum", [.. Frame(Part(5, 100))[..^1], 0x77]);
        AssertRefused("within a place", Frame(Part(5, 100))[..^1]);
        AssertRefused("within a place", Frame(Part(5, 100, isLast: false)));
        var later = Assert.Throws<TransferRefusedException>(() => JournalIncoming.Begin(_options, Epoch, new StatusPosition(10, 101), Through, 0));
        Assert.Contains("begins after", later.Message, StringComparison.Ordinal);
        var large = Assert.Throws<TransferRefusedException>(() => JournalIncoming.Begin(_options, Epoch, After, Through, 1L << 60));
        Assert.Contains("are free", large.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("synced", false)]
    [InlineData("replaced", false)]
    [InlineData("in place", true)]
    [InlineData("removed", true)]
    public void Replace_ProcessDiesAfterAStep_TheOldOneOrTheNewOneIsThereAndNoMix(string step, bool isNew)
    {
        StatusJournal.Open(_options, Epoch, new StatusPosition(2, 100), TimeProvider.System).Dispose();
        using (var incoming = Begin())
        {
            incoming.Write(Frame(Part(5, 100)));
            incoming.AfterStep = reached =>
            {
                if (reached == step)
                {
                    throw new ProcessDied();
                }
            };
            Assert.Throws<ProcessDied>(() =>
            {
                incoming.Complete();
                incoming.Replace();
            });
        }

        // The next start looks, and asks again for what does not reach.
        JournalIncoming.RemoveLeftovers(_options.Journal);
        Assert.Equal(isNew, StatusJournal.Look(_options.Journal, Epoch, Through).Reaches);
        using (var again = Begin())
        {
            again.Write(Frame(Part(5, 100)));
            again.Complete();
            again.Replace();
        }

        using var journal = StatusJournal.Open(_options, Epoch, Through, TimeProvider.System);
        Assert.Equal([Part(5, 100)], Read(journal));
        Assert.Equal([_options.Journal], Directory.GetDirectories(_root));
    }

    // Set to the folder above, with the index, the log and the key below it.
    [Fact]
    public void Begin_SomethingElseLiesInTheFolder_IsRefusedAndStays()
    {
        using (var journal = StatusJournal.Open(_options, Epoch, new StatusPosition(2, 100), TimeProvider.System))
        {
            journal.Flush(Through);
        }

        Directory.CreateDirectory(Path.Combine(_options.Journal, "index"));
        var before = Content();

        var refused = Assert.Throws<TransferRefusedException>(Begin);

        Assert.Contains("Something else than a journal", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Content());
        Assert.True(Directory.Exists(Path.Combine(_options.Journal, "index")));
    }

    [Fact]
    public void Look_EachCase_SaysWhatOpeningWouldDoAndChangesNothing()
    {
        Assert.Equal(default, StatusJournal.Look(_options.Journal, Epoch, Through));
        using (var journal = StatusJournal.Open(_options, Epoch, After, TimeProvider.System))
        {
            journal.Append(Part(5, 100), JournalFrame.Of(Part(5, 100)));
            journal.Append(Part(8, 101), JournalFrame.Of(Part(8, 101)));
        }

        var before = Content();
        Assert.Equal(new JournalReach(true, new StatusPosition(5, 100)), Look(6));
        Assert.Equal(new JournalReach(true, new StatusPosition(8, 101)), Look(8));
        Assert.False(Look(9).Reaches);
        Assert.False(Look(2).Reaches);
        Assert.False(StatusJournal.Look(_options.Journal, "ffffffffffffffff", new StatusPosition(8, 101)).Reaches);
        Assert.Equal(8UL, StatusJournal.Look(_options.Journal, Epoch, new StatusPosition(8, 101)).Last.ChainMark);
        Assert.Equal(before, Content());
        using (var journal = StatusJournal.Open(_options, Epoch, new StatusPosition(8, 101), TimeProvider.System))
        {
            journal.Flush(Through);
        }

        Assert.Equal(new JournalReach(true, new StatusPosition(8, 101)), Look(9));
        StatusJournal.Remove(_options.Journal);
        Assert.Empty(Directory.GetFiles(_options.Journal));
    }

    private static JournalBatch Part(ulong revision, int day, uint ordinal = 0, bool isLast = true)
    {
        var change = new JournalSubject { Key = ByteString.CopyFrom(new byte[16]), Changes = { new JournalChange { EntryId = "test:e" }, new JournalChange { EntryId = "test:f" } } };
        return new JournalBatch { Revision = revision, Day = day, InstantMs = Told.ToUnixTimeMilliseconds(), FirstOrdinal = ordinal, IsLast = isLast, ChainMark = revision, Subjects = { change } };
    }

    private static byte[] Frame(JournalBatch batch) => Sealed(batch.ToByteArray());

    private static byte[] Sealed(byte[] content)
    {
        byte[] frame = [.. new byte[JournalFrame.HeadBytes], .. content];
        JournalFrame.Seal(frame);
        return frame;
    }

    private static JournalBatch[] Read(StatusJournal journal)
    {
        var reader = new JournalReader(journal);
        var from = StatusCursor.After(journal.Oldest);
        Assert.True(reader.TrySeek(from));
        var batches = new List<JournalBatch>();
        while (reader.Next(from) is { } batch)
        {
            batches.Add(batch);
        }

        return [.. batches];
    }

    private JournalIncoming Begin() => JournalIncoming.Begin(_options, Epoch, After, Through, 1_000);

    private JournalReach Look(ulong revision) => StatusJournal.Look(_options.Journal, Epoch, new StatusPosition(revision, 101));

    private string[] Content() => [.. Directory.GetFiles(_options.Journal).Order().Select(static path => path + Convert.ToHexString(File.ReadAllBytes(path)))];

    private void AssertRefused(string reason, byte[] bytes)
    {
        using var incoming = Begin();
        var refused = Assert.Throws<TransferRefusedException>(() =>
        {
            incoming.Write(bytes);
            incoming.Complete();
        });
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private sealed class ProcessDied : Exception;
}
