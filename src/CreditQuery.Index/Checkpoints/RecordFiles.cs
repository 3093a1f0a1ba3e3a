namespace CreditQuery.Index.Checkpoints;

/// <summary>The files of the log of records: cut at whole segments, numbered from its very beginning, removed as compactions give them up.</summary>
/// <param name="folder">Folder of the index.</param>
/// <param name="segmentBytes">Bytes of a file.</param>
internal sealed class RecordFiles(string folder, long segmentBytes)
{
    /// <summary>Name of each file, without its number.</summary>
    public const string Name = "records.log";

    /// <summary>The files that hold a range of the log, each with its part.</summary>
    /// <param name="start">Where the range begins.</param>
    /// <param name="end">Where it ends.</param>
    public IEnumerable<(string Name, FilePart Part)> Of(long start, long end)
    {
        for (var segment = start / segmentBytes; segment * segmentBytes < end; segment++)
        {
            var first = segment * segmentBytes;
            yield return ($"{Name}.{segment}", new FilePart(Math.Max(0, start - first), Math.Min(segmentBytes, end - first)));
        }
    }

    /// <summary>Removes the files that lie wholly behind a place.</summary>
    /// <param name="end">The place.</param>
    public void RemoveBehind(long end)
    {
        foreach (var (path, segment) in Existing().Where(file => file.Segment * segmentBytes >= end))
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes what lies before a place: whole files, and of the one that holds it the bytes before, where the system can.</summary>
    /// <param name="start">The place; nobody reads before it any more.</param>
    public void RemoveBefore(long start)
    {
        foreach (var (path, segment) in Existing())
        {
            var first = segment * segmentBytes;
            if (first + segmentBytes <= start)
            {
                File.Delete(path);
            }
            else if (first < start)
            {
                // What was erased is gone from the disk too, and not only once the whole file is given up.
                DurableFiles.TryEmpty(path, start - first);
            }
        }
    }

    private (string Path, long Segment)[] Existing() =>
    [
        .. Directory.GetFiles(folder, Name + ".*")
            .Select(static path => (path, long.TryParse(Path.GetExtension(path).AsSpan(1), out var segment) ? segment : -1))
            .Where(static file => file.Item2 >= 0),
    ];
}
