using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch.Journal;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>What lies in the journal of a node that has stopped, or writes nothing now.</summary>
internal static class JournalFrames
{
    public static JournalBatch[] Of(NodeFolder folder, string epoch) => Of(folder.Journal, epoch);

    /// <summary>The same, by the folder of the journal itself.</summary>
    public static JournalBatch[] Of(string folder, string epoch)
    {
        var frames = new List<JournalBatch>();
        foreach (var path in JournalSegment.Files(folder))
        {
            using var segment = JournalSegment.TryOpen(path, epoch);
            Assert.NotNull(segment);
            var offset = (long)JournalSegment.HeadBytes;
            while (segment.ReadFrame(ref offset) is { } batch)
            {
                frames.Add(batch);
            }
        }

        return [.. frames];
    }
}
