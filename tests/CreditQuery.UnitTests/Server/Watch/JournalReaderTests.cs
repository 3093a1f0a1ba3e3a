using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Server.Watch;

/// <summary>Whoever reads the journal finds everything after a place, whatever others have read before.</summary>
public sealed class JournalReaderTests : IDisposable
{
    private const string Epoch = "00112233445566aa";
    private const int Day = 739_000;
    private const int Parts = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TrySeek_MiddleOfAPlaceThatOthersHaveReadFurther_MissesNothing()
    {
        using var journal = StatusJournal.Open(new WatchOptions { Journal = _folder }, Epoch, new StatusPosition(1, Day - 1), TimeProvider.System);
        Append(journal, 1, Day, Parts);
        Assert.Equal(Parts, Read(journal, StatusCursor.After(journal.Oldest)).Length);
        Append(journal, 2, Day, 1);

        Assert.Equal([1U, 2, 3, 4, 5, 0], Read(journal, new StatusCursor(new StatusPosition(1, Day), 1)));
    }

    [Fact]
    public void Open_FileInBetweenIsLost_JournalBeginsBehindIt()
    {
        var options = new WatchOptions { Journal = _folder, SegmentBytes = 4 << 10 };
        using (var journal = StatusJournal.Open(options, Epoch, new StatusPosition(0, Day), TimeProvider.System))
        {
            for (var revision = 1UL; revision <= 4; revision++)
            {
                Append(journal, revision, Day, 1);
            }

            journal.Flush(new StatusPosition(4, Day));
        }

        var files = Directory.GetFiles(_folder, "journal-*").Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(4, files.Length);
        File.WriteAllBytes(files[1], new byte[8]);

        Assert.True(StatusJournal.Look(_folder, Epoch, new StatusPosition(4, Day)).Reaches);
        Assert.False(StatusJournal.Look(_folder, Epoch, new StatusPosition(1, Day)).Reaches);
        using var again = StatusJournal.Open(options, Epoch, new StatusPosition(4, Day), TimeProvider.System);
        Assert.Equal(new StatusPosition(2, Day), again.Oldest);
        Assert.Equal(2, Directory.GetFiles(_folder, "journal-*").Length);
    }

    [Theory]
    [InlineData(1, 4, false)]
    [InlineData(3, 4, false)]
    [InlineData(4, 4, true)]
    [InlineData(2, 1, true)]
    public void Open_FrameDamagedAtRest_GoesOnOnlyWhereAllUpToThePlaceIsThere(int damaged, ulong at, bool isWhole)
    {
        var options = new WatchOptions { Journal = _folder };
        var ends = new List<long>();
        using (var journal = StatusJournal.Open(options, Epoch, new StatusPosition(0, Day), TimeProvider.System))
        {
            for (var revision = 1UL; revision <= 3; revision++)
            {
                Append(journal, revision, Day, 1);
                ends.Add(journal.Segments[0].Length);
            }

            // Nothing is told at revision 4; what comes behind it is not synced.
            journal.Flush(new StatusPosition(4, Day));
            Append(journal, 5, Day, 1);
            ends.Add(journal.Segments[0].Length);
        }

        var file = Assert.Single(Directory.GetFiles(_folder, "journal-*"));
        var bytes = File.ReadAllBytes(file);
        bytes[ends[damaged - 1] - 1] ^= 0x40;
        File.WriteAllBytes(file, bytes);

        Assert.Equal(isWhole, StatusJournal.Look(_folder, Epoch, new StatusPosition(at, Day)).Reaches);
        using var again = StatusJournal.Open(options, Epoch, new StatusPosition(at, Day), TimeProvider.System);
        Assert.Equal(new StatusPosition(isWhole ? 0 : at, Day), again.Oldest);
    }

    [Fact]
    public void Open_FileThatIsFollowedByAnotherIsDamaged_JournalBeginsAnew()
    {
        var options = new WatchOptions { Journal = _folder, SegmentBytes = 200 << 10 };
        long endOfSecond = 0;
        using (var journal = StatusJournal.Open(options, Epoch, new StatusPosition(0, Day), TimeProvider.System))
        {
            for (var revision = 1UL; revision <= 5; revision++)
            {
                Append(journal, revision, Day, 1);
                endOfSecond = revision == 2 ? journal.Segments[0].Length : endOfSecond;
            }

            Assert.Equal(2, journal.Segments.Length);
        }

        var first = Directory.GetFiles(_folder, "journal-*").Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(first);
        bytes[endOfSecond - 1] ^= 0x40;
        File.WriteAllBytes(first, bytes);

        Assert.True(StatusJournal.Look(_folder, Epoch, new StatusPosition(1, Day)).Reaches);
        Assert.False(StatusJournal.Look(_folder, Epoch, new StatusPosition(2, Day)).Reaches);
        using var again = StatusJournal.Open(options, Epoch, new StatusPosition(2, Day), TimeProvider.System);
        Assert.Equal(new StatusPosition(2, Day), again.Oldest);
    }

    [Fact]
    public void Append_DiskTakesNeitherThePartNorANewFile_JournalBeginsBehindIt()
    {
        var options = new WatchOptions { Journal = Path.Combine(_folder, "journal"), SegmentBytes = 4 << 10 };
        using (var journal = StatusJournal.Open(options, Epoch, new StatusPosition(0, Day), TimeProvider.System))
        {
            Append(journal, 1, Day, 1);
            Directory.Move(options.Journal, options.Journal + ".gone");
            Assert.ThrowsAny<IOException>(() => Append(journal, 2, Day, 1));
            Assert.ThrowsAny<IOException>(() => journal.Flush(new StatusPosition(2, Day)));
            Directory.Move(options.Journal + ".gone", options.Journal);
            Append(journal, 3, Day, 1);
            journal.Flush(new StatusPosition(3, Day));
            Assert.Equal(new StatusPosition(2, Day), journal.Oldest);
        }

        using var again = StatusJournal.Open(options, Epoch, new StatusPosition(3, Day), TimeProvider.System);
        Assert.Equal(new StatusPosition(2, Day), again.Oldest);
        Assert.Equal([0U], Read(again, StatusCursor.After(again.Oldest)));
    }

    private static uint[] Read(StatusJournal journal, StatusCursor after)
    {
        var reader = new JournalReader(journal);
        Assert.True(reader.TrySeek(after));
        var found = new List<uint>();
        while (reader.Next(after) is { } batch)
        {
            found.Add(batch.FirstOrdinal);
        }

        return [.. found];
    }

    // Each part is longer than the distance of two marks.
    private static void Append(StatusJournal journal, ulong revision, int day, uint parts)
    {
        for (var part = 0U; part < parts; part++)
        {
            var subject = new JournalSubject { Key = ByteString.CopyFrom(new byte[80 << 10]), Changes = { new JournalChange() } };
            var batch = new JournalBatch { Revision = revision, Day = day, FirstOrdinal = part, IsLast = part == parts - 1, Subjects = { subject } };
            journal.Append(batch, JournalFrame.Of(batch));
        }
    }
}
