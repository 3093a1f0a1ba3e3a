using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
using CreditQuery.UnitTests.Log;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Server.Watch;

/// <summary>The journal's files grow old by the node's clock, also those of an earlier life of the node.</summary>
public sealed class JournalAgeTests : IDisposable
{
    private const string Epoch = "00112233445566aa";
    private const int Day = 739_000;

    // Each batch fills a file of its own.
    private const int SegmentBytes = 4 << 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-journal-").FullName;
    private readonly SteppingClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Flush_ClockGoesOn_RemovesFilesOlderThanTheirAge()
    {
        using var journal = Open(0);
        foreach (var revision in (ulong[])[1, 2, 3])
        {
            Append(journal, revision);
            _clock.Step(TimeSpan.FromMinutes(40));
        }

        journal.Flush(At(3));

        // Written 120, 80 and 40 minutes ago.
        Assert.Equal(At(1), journal.Oldest);
    }

    [Fact]
    public void Open_FilesOfAnEarlierLife_KeepTheirAge()
    {
        using (var journal = Open(0))
        {
            Append(journal, 1);
            _clock.Step(TimeSpan.FromMinutes(40));
            Append(journal, 2);
            journal.Flush(At(2));
        }

        _clock.Step(TimeSpan.FromMinutes(60));
        using var again = Open(2);
        again.Flush(At(2));
        Assert.Equal(At(0), again.Oldest);
        _clock.Step(TimeSpan.FromMinutes(30));

        again.Flush(At(2));

        Assert.Equal(At(1), again.Oldest);
    }

    private StatusJournal Open(ulong at) => StatusJournal.Open(
        new WatchOptions { Journal = _folder, SegmentBytes = SegmentBytes, JournalAge = TimeSpan.FromMinutes(110) }, Epoch, At(at), _clock);

    private static StatusPosition At(ulong revision) => new(revision, Day);

    private static void Append(StatusJournal journal, ulong revision)
    {
        var batch = new JournalBatch
        {
            Revision = revision,
            Day = Day,
            IsLast = true,
            Subjects = { new JournalSubject { Key = ByteString.CopyFrom(new byte[SegmentBytes]) } },
        };
        journal.Append(batch, JournalFrame.Of(batch));
    }
}
