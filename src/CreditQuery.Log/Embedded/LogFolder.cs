using System.Collections.Immutable;
using CreditQuery.Log.Events;
using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>The folder of a log: its lock, header and segments.</summary>
internal sealed class LogFolder : IDisposable
{
    public const string TemporaryExtension = ".tmp";

    private readonly IDisposable _lock;

    private LogFolder(ILogFileSystem files, string path, IDisposable folderLock)
    {
        Files = files;
        Path = path;
        _lock = folderLock;
    }

    public ILogFileSystem Files { get; }

    public string Path { get; }

    /// <summary>Whether this opening made the log.</summary>
    public bool IsNew { get; private set; }

    public string Epoch { get; private set; } = "";

    /// <summary>Seed of the frames' checksums.</summary>
    public uint Seed { get; private set; }

    /// <summary>Locks a folder and reads its header, or makes a log in it.</summary>
    public static LogFolder Open(ILogFileSystem files, string path, ReadOnlySpan<byte> keyCheck, TimeProvider clock)
    {
        files.CreateFolder(path);
        var folder = new LogFolder(files, path, files.Lock(path));
        try
        {
            folder.OpenHeader(keyCheck, clock);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Reads the headers of all segments, oldest first.</summary>
    public ImmutableArray<Segment> ReadSegments()
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        foreach (var first in SegmentFiles.FirstRevisions(Files, Path))
        {
            using var file = Files.Open(PathOf(first), writable: false);
            segments.Add(SegmentHeader.Read(file, Epoch, first));
        }

        return segments.Count > 0
            ? segments.ToImmutable()
            : throw new ChangeLogCorruptException(Path, 0, 1, "the folder has a header and no segment");
    }

    /// <summary>Makes the segment that continues the log at a place; its name appears with its header durable.</summary>
    /// <exception cref="DiskFullException">No room; there is no new segment.</exception>
    public Segment CreateSegment(in LogHead after) => SegmentFiles.Create(Files, Path, Epoch, after);

    /// <summary>Removes a segment for good.</summary>
    public void Delete(Segment segment)
    {
        Files.Delete(segment.Path);
        // One by one, oldest first: a power loss between two deletions must not leave a hole.
        Files.SyncFolder(Path);
    }

    public void Dispose() => _lock.Dispose();

    private string PathOf(ulong firstRevision) => System.IO.Path.Combine(Path, Segment.FileName(firstRevision));

    private void OpenHeader(ReadOnlySpan<byte> keyCheck, TimeProvider clock)
    {
        // A killed process may have renamed without flushing: what is trusted from here on must survive a power loss too.
        Files.SyncFolder(Path);
        var names = Files.List(Path);
        foreach (var name in names.Where(static name => name.EndsWith(TemporaryExtension, StringComparison.Ordinal)))
        {
            Files.Delete(System.IO.Path.Combine(Path, name));
        }

        IsNew = !names.Contains(LogHeader.FileName);
        var header = IsNew ? LogHeader.CreateNew(keyCheck, clock) : LogHeader.Read(Files, Path, keyCheck);
        Epoch = header.Epoch;
        Seed = Frame.Seed(Epoch);
        if (IsNew)
        {
            Create(header);
        }
    }

    // The header comes last: a folder with a header has its first segment, one without has never acknowledged anything.
    private void Create(LogHeader header)
    {
        foreach (var first in SegmentFiles.FirstRevisions(Files, Path))
        {
            using (var file = Files.Open(PathOf(first), writable: false))
            {
                if (first != 1 || file.Length > SegmentHeader.SizeBytes)
                {
                    throw new ChangeLogCorruptException(Path, 0, first, "the folder has segments with events and no header");
                }
            }

            Files.Delete(PathOf(first));
        }

        CreateSegment(new LogHead(0, ChainHash.Genesis(Epoch), DateTimeOffset.UnixEpoch));
        header.Write(Files, Path);
    }
}
