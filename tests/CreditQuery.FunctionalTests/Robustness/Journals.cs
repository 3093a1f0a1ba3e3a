using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a node has told subscribers, as its journal holds it.</summary>
internal static class Journals
{
    /// <summary>Reads every frame of a journal that no process has open.</summary>
    public static IReadOnlyList<string> Read(NodeFolder folder, string epoch)
    {
        var frames = new List<string>();
        foreach (var path in JournalSegment.Files(folder.Journal))
        {
            using var segment = JournalSegment.TryOpen(path, epoch);
            var offset = (long)JournalSegment.HeadBytes;
            while (segment?.ReadFrame(ref offset) is { } batch)
            {
                frames.Add($"revision {batch.Revision}, day {batch.Day}: {batch.ToByteString().ToBase64()}");
            }
        }

        return frames;
    }
}
