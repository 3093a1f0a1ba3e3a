using CreditQuery.Log.Embedded;
using CreditQuery.Log.Storage;

namespace CreditQuery.Log;

/// <summary>The raw events that this node has applied of a shared log, kept in a folder of its own: what the log loses is not lost.</summary>
/// <remarks>
/// Segments as those of the embedded log, whose file begins anywhere. An event is written before it is applied and survives the process; it survives
/// a power loss once <see cref="Sync"/> has returned. One caller at a time. Source: architecture, chapter 6; ADR 0017.
/// </remarks>
public sealed class EventTail : IDisposable
{
    private const int FlushBytes = 1 << 20;

    private readonly ILogFileSystem _files;
    private readonly string _folder;
    private readonly int _segmentSizeBytes;
    private readonly IDisposable _lock;
    private readonly List<Segment> _segments = [];
    private ILogFile? _file;
    private long _offset;
    private FrameBuffer _buffer = new(0);

    private EventTail(ILogFileSystem files, string folder, int segmentSizeBytes, IDisposable folderLock)
    {
        _files = files;
        _folder = folder;
        _segmentSizeBytes = segmentSizeBytes;
        _lock = folderLock;
    }

    /// <summary>Epoch of the log that the events are of; empty if none are kept.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>The place that the first event continues.</summary>
    public LogHead Start => _segments.Count > 0 ? _segments[0].Start : default;

    /// <summary>The place after the last event.</summary>
    public LogHead End { get; private set; }

    /// <summary>The places where its files begin, and <see cref="End"/>: what is sought in them is sought in one file then.</summary>
    public IReadOnlyList<LogHead> Boundaries => [.. _segments.Select(static segment => segment.Start), End];

    /// <summary>Opens the tail in a folder; what a killed process left unfinished at its end is cut off.</summary>
    /// <param name="options">Folder (<c>tail</c> below <see cref="ChangeLogOptions.Path"/>) and size of a segment.</param>
    /// <exception cref="ChangeLogLockedException">Another process has it open.</exception>
    /// <exception cref="ChangeLogCorruptException">A segment has no readable header.</exception>
    /// <exception cref="IOException">The folder cannot be read or made.</exception>
    public static EventTail Open(ChangeLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var files = options.Files ?? DiskFileSystem.Instance;
        var folder = Path.Combine(Path.GetFullPath(options.Path), "tail");
        files.CreateFolder(folder);
        var tail = new EventTail(files, folder, options.SegmentSizeBytes, files.Lock(folder));
        try
        {
            tail.Recover();
            return tail;
        }
        catch
        {
            tail.Dispose();
            throw;
        }
    }

    /// <summary>Forgets everything and begins at a place.</summary>
    /// <param name="epoch">Epoch of the log.</param>
    /// <param name="after">The place: the next event written continues it.</param>
    /// <exception cref="IOException">No room, or the disk fails.</exception>
    public void Begin(string epoch, in LogHead after)
    {
        Clear();
        SetEpoch(epoch);
        End = after;
        Add(after);
    }

    /// <summary>Forgets everything; <see cref="Begin"/> comes next.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Clear()
    {
        CloseFile();
        foreach (var segment in _segments)
        {
            _files.Delete(segment.Path);
        }

        _segments.Clear();
        Epoch = "";
        End = default;
    }

    /// <summary>Writes the next events; those that are kept already are passed over.</summary>
    /// <param name="events">Events in order, the first not behind the next one expected.</param>
    /// <exception cref="InvalidOperationException">An event between is missing: <see cref="Begin"/> was not called.</exception>
    /// <exception cref="IOException">No room, or the disk fails; the end is unknown until <see cref="Begin"/>.</exception>
    public void Write(ReadOnlySpan<ChangeLogEvent> events)
    {
        var end = End;
        foreach (ref readonly var next in events)
        {
            if (next.Revision <= end.Revision)
            {
                continue;
            }

            if (next.Revision != end.Revision + 1 || (next.PreviousChain != end.Chain && !LogFailpoints.IgnoresChains))
            {
                throw new InvalidOperationException($"The tail ends with revision {end.Revision}; revision {next.Revision} does not continue it.");
            }

            if (_buffer.Used + next.Raw.Length > FlushBytes)
            {
                Flush();
            }

            _buffer.Add(next.Raw.Span);
            end = next.Place;
        }

        Flush();
        LogFailpoints.At(LogFailpoint.TailWritten);
        End = end;
        if (_offset >= _segmentSizeBytes)
        {
            Roll();
        }
    }

    /// <summary>Makes everything written durable, and begins a new file so that <see cref="Trim"/> can free this one.</summary>
    /// <exception cref="IOException">No room, or the disk fails.</exception>
    public void Sync()
    {
        _file?.Sync();
        Roll();
    }

    /// <summary>Reads the events after a revision.</summary>
    /// <param name="afterRevision">The revision.</param>
    /// <returns>The events in order; the bytes of each hold until the next one is asked for.</returns>
    /// <exception cref="ChangeLogCorruptException">A file is damaged: what comes behind cannot be told.</exception>
    public IEnumerable<ChangeLogEvent> Read(ulong afterRevision)
    {
        for (var i = 0; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            var end = i + 1 < _segments.Count ? _segments[i + 1].Start : End;
            if (end.Revision <= afterRevision)
            {
                continue;
            }

            var last = segment.Start;
            foreach (var (next, _) in SegmentFiles.Read(_files, segment, _buffer.Seed))
            {
                last = next.Place;
                if (next.Revision > afterRevision)
                {
                    yield return next;
                }
            }

            if (last.Revision != end.Revision || last.Chain != end.Chain)
            {
                throw new ChangeLogCorruptException(segment.Path, 0, last.Revision + 1, "the tail is damaged there");
            }
        }
    }

    /// <summary>Cuts off the events after a place: the log lost them, and they are saved elsewhere.</summary>
    /// <param name="place">A place in the tail, from <see cref="Start"/> to <see cref="End"/>.</param>
    /// <exception cref="IOException">The disk fails.</exception>
    public void CutAfter(in LogHead place)
    {
        CloseFile();
        while (_segments.Count > 1 && _segments[^1].FirstRevision > place.Revision + 1)
        {
            _files.Delete(_segments[^1].Path);
            _segments.RemoveAt(_segments.Count - 1);
        }

        var revision = place.Revision;
        OpenLast(next => next.Revision <= revision);
        _file!.Sync();
    }

    /// <summary>Forgets old events, as far as they fill whole files.</summary>
    /// <param name="keepFrom">The first revision that stays in any case.</param>
    /// <param name="keepSince">Events recorded since then stay too, while there is room.</param>
    /// <param name="mostBytes">Room for all files; beyond it only <paramref name="keepFrom"/> counts.</param>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Trim(ulong keepFrom, DateTimeOffset keepSince, long mostBytes)
    {
        var since = keepSince.ToUnixTimeMilliseconds();
        var bytes = _segments.Sum(LengthOf);
        while (_segments.Count > 1 && _segments[1].FirstRevision <= keepFrom && (_segments[1].PreviousRecordedAtMs < since || bytes > mostBytes))
        {
            bytes -= LengthOf(_segments[0]);
            _files.Delete(_segments[0].Path);
            _segments.RemoveAt(0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseFile();
        _lock.Dispose();
    }

    private void Recover()
    {
        foreach (var name in _files.List(_folder).Where(static name => name.EndsWith(LogFolder.TemporaryExtension, StringComparison.Ordinal)))
        {
            _files.Delete(Path.Combine(_folder, name));
        }

        foreach (var first in SegmentFiles.FirstRevisions(_files, _folder))
        {
            using var file = _files.Open(Path.Combine(_folder, Segment.FileName(first)), writable: false);
            if (_segments.Count == 0)
            {
                SetEpoch(SegmentHeader.ReadEpoch(file) ?? throw new ChangeLogCorruptException(file.Path, 0, first, "the tail has no readable header there"));
            }

            _segments.Add(SegmentHeader.Read(file, Epoch, first));
        }

        if (_segments.Count > 0)
        {
            OpenLast(static _ => true);
        }
    }

    // Whatever does not follow in the last file goes: a write that was not finished, or what is to be cut off.
    private void OpenLast(Func<ChangeLogEvent, bool> stays)
    {
        var segment = _segments[^1];
        var (head, end) = (segment.Start, (long)SegmentHeader.SizeBytes);
        foreach (var (next, after) in SegmentFiles.Read(_files, segment, _buffer.Seed))
        {
            if (!stays(next))
            {
                break;
            }

            (head, end) = (next.Place, after);
        }

        _file = _files.Open(segment.Path, writable: true);
        _file.SetLength(end);
        (_offset, End) = (end, head);
    }

    private long LengthOf(Segment segment)
    {
        using var file = _files.Open(segment.Path, writable: false);
        return file.Length;
    }

    private void Roll()
    {
        if (_segments.Count > 0 && _segments[^1].FirstRevision <= End.Revision)
        {
            CloseFile();
            Add(End);
        }
    }

    private void Add(in LogHead after)
    {
        var segment = SegmentFiles.Create(_files, _folder, Epoch, after);
        _segments.Add(segment);
        _file = _files.Open(segment.Path, writable: true);
        _offset = SegmentHeader.SizeBytes;
    }

    private void Flush()
    {
        _file!.Write(_buffer.Frames, _offset);
        _offset += _buffer.Used;
        _buffer.Clear();
    }

    private void SetEpoch(string epoch)
    {
        Epoch = epoch;
        _buffer = new FrameBuffer(Frame.Seed(epoch));
    }

    private void CloseFile()
    {
        _buffer.Clear();
        _file?.Dispose();
        _file = null;
    }
}
