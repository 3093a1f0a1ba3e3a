using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a node has told subscribers, as its journal holds it.</summary>
/// <param name="After">Place after which it begins: the first of all, or that of a checkpoint, or of a journal, that the node took of the other one.</param>
/// <param name="Frames">Its frames, in order.</param>
internal sealed record ToldJournal(StatusPosition After, IReadOnlyList<ToldFrame> Frames)
{
    /// <summary>Reads every frame of a journal that no process has open.</summary>
    public static ToldJournal Read(NodeFolder folder, string epoch)
    {
        var (after, frames) = (new StatusPosition(ulong.MaxValue, 0), new List<ToldFrame>());
        foreach (var path in JournalSegment.Files(folder.Journal))
        {
            using var segment = JournalSegment.TryOpen(path, epoch);
            after = segment is null || segment.After > after ? after : segment.After;
            var offset = (long)JournalSegment.HeadBytes;
            while (segment?.ReadFrame(ref offset) is { } batch)
            {
                frames.Add(new ToldFrame(StatusJournal.PlaceOf(batch), batch.ToByteString().ToBase64()));
            }
        }

        return new ToldJournal(after, frames);
    }

    /// <summary>What it tells after a place.</summary>
    public IEnumerable<ToldFrame> Since(StatusPosition place) => Frames.Where(frame => frame.Place > place);
}
