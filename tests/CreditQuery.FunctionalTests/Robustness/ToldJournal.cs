using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a node has told subscribers, as its journal holds it.</summary>
/// <param name="After">Revision after which it begins: 0, or that of a checkpoint that the node took of the other one.</param>
/// <param name="Frames">Its frames, in order.</param>
internal sealed record ToldJournal(ulong After, IReadOnlyList<string> Frames)
{
    /// <summary>Reads every frame of a journal that no process has open.</summary>
    public static ToldJournal Read(NodeFolder folder, string epoch)
    {
        var (after, frames) = (ulong.MaxValue, new List<string>());
        foreach (var path in JournalSegment.Files(folder.Journal))
        {
            using var segment = JournalSegment.TryOpen(path, epoch);
            after = Math.Min(after, segment?.After.Revision ?? after);
            var offset = (long)JournalSegment.HeadBytes;
            while (segment?.ReadFrame(ref offset) is { } batch)
            {
                frames.Add($"revision {batch.Revision}, day {batch.Day}: {batch.ToByteString().ToBase64()}");
            }
        }

        return new ToldJournal(after, frames);
    }
}
