using CreditQuery.Log.Events;
using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>Makes and scans segments, whoever fills them.</summary>
internal static class SegmentFiles
{
    /// <summary>The revisions with which the segments of a folder begin, lowest first.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="folder">The folder.</param>
    public static List<ulong> FirstRevisions(ILogFileSystem files, string folder)
    {
        var revisions = new List<ulong>();
        foreach (var name in files.List(folder))
        {
            if (Segment.TryParseFileName(name, out var first))
            {
                revisions.Add(first);
            }
        }

        revisions.Sort();
        return revisions;
    }

    /// <summary>Makes the segment that continues a history at a place; its name appears with its header durable.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="epoch">Epoch of the log.</param>
    /// <param name="after">The place.</param>
    /// <exception cref="DiskFullException">No room; there is no new segment.</exception>
    public static Segment Create(ILogFileSystem files, string folder, string epoch, in LogHead after)
    {
        var segment = new Segment(
            Path.Combine(folder, Segment.FileName(after.Revision + 1)), after.Revision + 1, after.Chain, after.RecordedAt.ToUnixTimeMilliseconds());
        var temporary = segment.Path + LogFolder.TemporaryExtension;
        try
        {
            using var file = files.Create(temporary);
            file.Write(SegmentHeader.Write(segment, epoch), 0);
            file.Sync();
        }
        catch (DiskFullException)
        {
            files.Delete(temporary);
            throw;
        }

        files.Rename(temporary, segment.Path);
        files.SyncFolder(folder);
        return segment;
    }

    /// <summary>Reads the events of a segment up to the first place that is torn, damaged or continues another history.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="seed">Seed of its checksums.</param>
    /// <returns>Each event with the offset at which its frame ends; its bytes hold until the next one is asked for.</returns>
    public static IEnumerable<(ChangeLogEvent Event, long End)> Read(ILogFileSystem files, Segment segment, uint seed)
    {
        using var cursor = new EventCursor(segment.Start);
        using var reader = new FrameReader(files.Open(segment.Path, writable: false), seed, SegmentHeader.SizeBytes);
        while (reader.Fill(reader.FileLength) == FrameStatus.Complete)
        {
            while (reader.TryRead(out var body) == FrameStatus.Complete)
            {
                if (cursor.TryPass(body, out var next) is not null)
                {
                    yield break;
                }

                yield return (next, reader.Offset);
            }
        }
    }
}
