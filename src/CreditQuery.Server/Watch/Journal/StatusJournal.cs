using System.Buffers.Binary;
using System.Collections.Immutable;
using CreditQuery.Index;
using CreditQuery.Log.Storage;
using CreditQuery.Protos.Log.V1;

namespace CreditQuery.Server.Watch.Journal;

/// <summary>Everything told since a place, in files: what a subscriber who was away gets.</summary>
/// <remarks>One writer, the applier; many readers. It follows from the log: at the start it is cut back to where the index stands, and what
/// comes after is told again. Synced before each checkpoint. Source: architecture, chapter 7; ADR 0020.</remarks>
internal sealed class StatusJournal : IDisposable
{
    private const string CoveredFile = "covered";

    // Place, file, length, CRC-32C; versions before this one wrote the place alone.
    private const int CoveredBytes = 32;
    private const int CoveredPlaceBytes = 16;

    private readonly WatchOptions _options;
    private readonly string _epoch;
    private readonly TimeProvider _time;
    private ImmutableArray<JournalSegment> _segments = [];
    private volatile bool _lacksLast;

    private StatusJournal(WatchOptions options, string epoch, TimeProvider time) => (_options, _epoch, _time) = (options, epoch, time);

    /// <summary>The place after which everything is here.</summary>
    public StatusPosition Oldest => _segments[0].After;

    /// <summary>The place of the last frame, or where the index stood when it was opened.</summary>
    public StatusPosition Last { get; private set; }

    /// <summary>The files, oldest first.</summary>
    public ImmutableArray<JournalSegment> Segments => _segments;

    /// <summary>The disk had no room for what was told last: the journal begins anew behind it as soon as it has.</summary>
    public bool LacksLast => _lacksLast;

    /// <summary>Opens the journal of a node.</summary>
    /// <param name="options">Folder and bounds.</param>
    /// <param name="epoch">Epoch of the log.</param>
    /// <param name="at">Where the index stands; what the journal holds beyond it is told again.</param>
    /// <param name="time">The clock by which its files grow old.</param>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static StatusJournal Open(WatchOptions options, string epoch, StatusPosition at, TimeProvider time)
    {
        Directory.CreateDirectory(options.Journal);
        var journal = new StatusJournal(options, epoch, time) { Last = at };
        var found = JournalSegment.Files(options.Journal).Select(path => (Path: path, Segment: JournalSegment.TryOpen(path, epoch))).ToList();
        foreach (var (path, _) in found.Where(static f => f.Segment is null))
        {
            File.Delete(path);
        }

        journal._segments = [.. found.Select(static f => f.Segment).OfType<JournalSegment>()];
        journal.Remove(0, BeginningOf(journal._segments));
        if (!journal.TryCutAt(at))
        {
            journal.StartAnew(at);
        }

        return journal;
    }

    /// <summary>Appends a batch; it must stand after everything here.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="frame">The same as a frame.</param>
    public void Append(JournalBatch batch, ReadOnlySpan<byte> frame)
    {
        var place = PlaceOf(batch);
        try
        {
            GoOn();
            if (place > _segments[^1].After)
            {
                Roll(place, batch);
                if (batch.FirstOrdinal == 0)
                {
                    _segments[^1].Note(place, _segments[^1].Length);
                }

                _segments[^1].Append(frame, _time.GetUtcNow());
            }

            // Else the rest of a place whose beginning could not be written: it is kept as a whole or not at all.
            Last = place;
        }
        catch (IOException)
        {
            // A full disk must not stop the node: whoever is behind takes a snapshot.
            Last = place;
            _lacksLast = true;
            StartAnew(place);
            throw;
        }
    }

    /// <summary>Makes everything durable and notes how far the journal reaches; before a checkpoint.</summary>
    /// <param name="at">Where the index stands.</param>
    public void Flush(StatusPosition at)
    {
        GoOn();
        _segments[^1].Sync();
        WriteCovered(_options.Journal, at, _segments[^1]);
        Trim();
    }

    /// <summary>Looks at a journal without changing anything: whether opening it would go on with it or begin anew.</summary>
    /// <param name="folder">Its folder; may be missing.</param>
    /// <param name="epoch">Epoch of the log.</param>
    /// <param name="at">Where the index stands.</param>
    /// <exception cref="IOException">The folder cannot be read, or is of a later version.</exception>
    public static JournalReach Look(string folder, string epoch, StatusPosition at)
    {
        if (!Directory.Exists(folder))
        {
            return default;
        }

        using var journal = new StatusJournal(new WatchOptions { Journal = folder }, epoch, TimeProvider.System);
        journal._segments = [.. JournalSegment.Files(folder).Select(path => JournalSegment.TryOpen(path, epoch)).OfType<JournalSegment>()];
        var beginning = BeginningOf(journal._segments);
        var first = IndexOf(journal._segments, at);
        first = first < beginning ? -1 : first;
        var reach = first < 0 ? default : journal.Scan(first, at).Reach;
        while (reach.Last == default && --first >= beginning)
        {
            reach = reach with { Last = journal.Scan(first, at).Reach.Last };
        }

        return reach;
    }

    /// <summary>Whether nothing but a journal lies in a folder.</summary>
    /// <param name="folder">The folder; may be missing.</param>
    public static bool IsAlone(string folder) => !Directory.Exists(folder)
        || Directory.EnumerateFileSystemEntries(folder).All(path => File.Exists(path) && (Path.GetFileName(path) == CoveredFile || JournalSegment.IsName(Path.GetFileName(path))));

    /// <summary>Removes a journal that is of another history than the log.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    public static void Remove(string folder)
    {
        File.Delete(Path.Combine(folder, CoveredFile));
        foreach (var path in JournalSegment.Files(folder).ToArray())
        {
            File.Delete(path);
        }
    }

    /// <summary>Notes in a folder how far its journal reaches; durable when it returns.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="at">Everything up to here is in it, and synced.</param>
    /// <param name="last">Its last file.</param>
    public static void WriteCovered(string folder, StatusPosition at, JournalSegment last)
    {
        Span<byte> covered = stackalloc byte[CoveredBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(covered, at.Revision);
        BinaryPrimitives.WriteInt32LittleEndian(covered[8..], at.Day);
        BinaryPrimitives.WriteInt64LittleEndian(covered[12..], last.Number);
        BinaryPrimitives.WriteInt64LittleEndian(covered[20..], last.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(covered[28..], Crc32C.Compute(covered[..28]));
        using var file = File.OpenHandle(Path.Combine(folder, CoveredFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        RandomAccess.Write(file, covered, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            segment.Dispose();
        }
    }

    /// <summary>The file in which what comes after a place begins.</summary>
    /// <param name="segments">The files.</param>
    /// <param name="after">The place.</param>
    /// <returns>-1 if the place lies before the first.</returns>
    public static int IndexOf(ImmutableArray<JournalSegment> segments, StatusPosition after)
    {
        var at = segments.Length - 1;
        while (at >= 0 && segments[at].After > after)
        {
            at--;
        }

        return at;
    }

    /// <summary>The place of a batch.</summary>
    /// <param name="batch">The batch.</param>
    public static StatusPosition PlaceOf(JournalBatch batch) => new(batch.Revision, batch.Day) { ChainMark = batch.ChainMark };

    // The first file from which on none is missing: one that is lost, or a journal that was begun anew, leaves a gap in the numbers.
    private static int BeginningOf(ImmutableArray<JournalSegment> segments)
    {
        var at = Math.Max(0, segments.Length - 1);
        while (at > 0 && segments[at - 1].Number + 1 == segments[at].Number)
        {
            at--;
        }

        return at;
    }

    // A place is never cut in two by the end of a file: whoever looks for it finds the file in which it begins.
    private void Roll(StatusPosition place, JournalBatch batch)
    {
        if (_segments[^1].Length >= _options.SegmentBytes && batch.FirstOrdinal == 0 && place > Last)
        {
            _segments[^1].Sync();
            _segments = _segments.Add(JournalSegment.Create(_options.Journal, _segments[^1].Number + 1, _epoch, Last));
        }
    }

    // A disk that had no room for a part had none for a new file either: nothing is appended behind what is missing.
    private void GoOn()
    {
        if (_lacksLast)
        {
            StartAnew(Last);
        }
    }

    private bool TryCutAt(StatusPosition at)
    {
        var first = IndexOf(_segments, at);
        if (first < 0 || Scan(first, at) is not { Reach.Reaches: true } scan)
        {
            return false;
        }

        _segments[first].CutAt(scan.Cut);
        Remove(first + 1, _segments.Length - first - 1);
        return true;
    }

    // Goes through the file in which a place lies: where what is to stay ends, and whether everything up to the place is there.
    private (JournalReach Reach, long Cut) Scan(int first, StatusPosition at)
    {
        var isThere = false;
        var (offset, cut, last) = ((long)JournalSegment.HeadBytes, (long)JournalSegment.HeadBytes, default(StatusPosition));
        while (_segments[first].ReadPart(ref offset) is { } part)
        {
            if (part.Place > at)
            {
                isThere = true;
                break;
            }

            // A place that is there in part is told again as a whole.
            (cut, last) = part.IsLast ? (offset, part.Place) : (cut, last);
            isThere |= part.IsLast && part.Place == at;
        }

        return (new JournalReach(isThere || IsWhole(first, offset, at), last), cut);
    }

    // No frame of the place, nor behind it: nothing was told there, unless what is synced could not be read to its end. What is torn behind that was never noted.
    private bool IsWhole(int first, long read, StatusPosition at)
    {
        var segment = _segments[first];
        if (first + 1 < _segments.Length)
        {
            return read >= segment.Length;
        }

        var (covered, number, length) = ReadCovered();
        return covered >= at && (number != segment.Number || read >= Math.Min(length, segment.Length));
    }

    private void StartAnew(StatusPosition at)
    {
        // A process that dies before the others are removed leaves a gap: nothing is gone on with across it.
        var number = _segments.IsEmpty ? 1 : _segments[^1].Number + 2;
        var fresh = JournalSegment.Create(_options.Journal, number, _epoch, at);
        Remove(0, _segments.Length);
        _segments = [fresh];
        _lacksLast = false;
    }

    private void Trim()
    {
        var bytes = _segments.Sum(static segment => segment.Length);
        var oldest = _time.GetUtcNow() - _options.JournalAge;
        while (_segments.Length > 1 && (bytes > _options.JournalBytes || _segments[0].WrittenAt < oldest))
        {
            bytes -= _segments[0].Length;
            Remove(0, 1);
        }
    }

    private void Remove(int from, int count)
    {
        var removed = _segments.Skip(from).Take(count).ToArray();
        _segments = _segments.RemoveRange(from, count);
        foreach (var segment in removed)
        {
            // Readers that have it open go on reading: the handle is closed when nobody refers to it any more.
            File.Delete(segment.Path);
        }
    }

    private (StatusPosition At, long Number, long Length) ReadCovered()
    {
        var path = Path.Combine(_options.Journal, CoveredFile);
        var bytes = File.Exists(path) ? File.ReadAllBytes(path).AsSpan() : [];
        if (bytes.Length is not (CoveredBytes or CoveredPlaceBytes) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) != Crc32C.Compute(bytes[..^4]))
        {
            return default;
        }

        var at = new StatusPosition(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]));
        return bytes.Length == CoveredBytes ? (at, BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[20..])) : (at, 0, 0);
    }
}
