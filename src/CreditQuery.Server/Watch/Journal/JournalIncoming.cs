using System.Buffers;
using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Protos.Log.V1;
using Google.Protobuf;

namespace CreditQuery.Server.Watch.Journal;

/// <summary>Takes the frames of a peer's journal into a folder beside that of a node's own, and puts it in its place when it is whole.</summary>
/// <remarks>Each frame is what the node itself would have written there: sound, in the order of places, every place whole. Not thread-safe. Source: ADR 0030.</remarks>
internal sealed class JournalIncoming : IDisposable
{
    private const long SpareBytes = 64 << 20;
    private static readonly long LatestMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly WatchOptions _options;
    private readonly string _epoch;
    private readonly StatusPosition _through;
    private readonly ArrayBufferWriter<byte> _pending = new();
    private readonly AsideFolder _folder;
    private JournalSegment _segment;
    private uint _nextOrdinal;
    private bool _isWithinPlace;

    private JournalIncoming(WatchOptions options, string epoch, StatusPosition after, StatusPosition through)
    {
        (_options, _epoch, _through, After, Last) = (options, epoch, through, after, after);
        _folder = new AsideFolder(options.Journal);
        _folder.Discard();
        Directory.CreateDirectory(_folder.Path);
        _segment = JournalSegment.Create(_folder.Path, 1, epoch, after);
    }

    /// <summary>The place after which it begins.</summary>
    public StatusPosition After { get; }

    /// <summary>The place of the last frame taken; before that <see cref="After"/>, which has no mark.</summary>
    public StatusPosition Last { get; private set; }

    /// <summary>Bytes of the frames taken.</summary>
    public long Bytes { get; private set; }

    /// <summary>Called between the steps of <see cref="Complete"/> and <see cref="Replace"/>; tests let the process die there.</summary>
    internal Action<string>? AfterStep { get; set; }

    /// <summary>Begins to take a journal; what an earlier try left is given up.</summary>
    /// <param name="options">Folder of the node's own journal, and bounds.</param>
    /// <param name="epoch">Epoch of the log.</param>
    /// <param name="after">The place after which it begins.</param>
    /// <param name="through">The place up to which it goes.</param>
    /// <param name="bytes">Bytes of its frames.</param>
    /// <exception cref="TransferRefusedException">It begins after that place, there is no room for it, or something else lies in the journal's folder.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static JournalIncoming Begin(WatchOptions options, string epoch, StatusPosition after, StatusPosition through, long bytes)
    {
        if (after > through)
        {
            throw new TransferRefusedException($"The peer's journal begins after revision {after.Revision}, and is asked for up to {through.Revision}.");
        }

        if (!StatusJournal.IsAlone(options.Journal))
        {
            // The folder as a whole goes: an index, a log or a key in it would go with it.
            throw new TransferRefusedException($"Something else than a journal lies in {options.Journal}: give the journal a folder of its own.");
        }

        var parent = new AsideFolder(options.Journal).Parent;
        Directory.CreateDirectory(parent);
        var free = new DriveInfo(parent).AvailableFreeSpace;
        return free >= bytes + SpareBytes
            ? new JournalIncoming(options, epoch, after, through)
            : throw new TransferRefusedException($"The journal needs {bytes + SpareBytes} bytes in {parent}, and {free} are free.");
    }

    /// <summary>Removes what stands beside a journal: one that was begun, and one that was replaced.</summary>
    /// <param name="folder">Folder of the journal.</param>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public static void RemoveLeftovers(string folder) => new AsideFolder(folder).RemoveLeftovers();

    /// <summary>Takes the next bytes; they may end within a frame.</summary>
    /// <param name="bytes">The bytes; not kept.</param>
    /// <exception cref="TransferRefusedException">A frame is not what a journal has there: asking again does not help.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _pending.Write(bytes);
        var rest = _pending.WrittenSpan;
        while (rest.Length >= JournalFrame.HeadBytes)
        {
            var length = JournalFrame.LengthOf(rest);
            if (length < 0)
            {
                throw Damaged("no frame begins where one should");
            }

            if (rest.Length < JournalFrame.HeadBytes + length)
            {
                break;
            }

            Take(rest[..(JournalFrame.HeadBytes + length)]);
            rest = rest[(JournalFrame.HeadBytes + length)..];
        }

        var begun = rest.ToArray();
        _pending.ResetWrittenCount();
        _pending.Write(begun);
    }

    /// <summary>Ends it: everything durable, with the note that it reaches the place.</summary>
    /// <exception cref="TransferRefusedException">It ends within a place.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Complete()
    {
        if (_pending.WrittenCount > 0 || _isWithinPlace)
        {
            throw Damaged("it ends within a place");
        }

        End(_segment);
        StatusJournal.WriteCovered(_folder.Path, _through, _segment);
        _folder.Sync();
        AfterStep?.Invoke("synced");
    }

    /// <summary>Puts it, complete, in the place of the node's own journal, which is not open.</summary>
    /// <exception cref="IOException">The folder cannot be renamed: it is where a disk is mounted, or the disk fails.</exception>
    public void Replace()
    {
        _folder.Replace(AfterStep);
        _folder.RemoveLeftovers();
        AfterStep?.Invoke("removed");
    }

    /// <inheritdoc/>
    public void Dispose() => _segment.Dispose();

    private void Take(ReadOnlySpan<byte> frame)
    {
        var content = frame[JournalFrame.HeadBytes..];
        if (!JournalFrame.IsSound(frame, content))
        {
            throw Damaged("a frame is not what its checksum says");
        }

        JournalBatch batch;
        try
        {
            batch = JournalBatch.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw Damaged("a frame cannot be read", fault);
        }

        RequireOrder(batch);
        Roll(batch);

        // It grows old from when its last events were told, not from when they came here.
        _segment.Append(frame, DateTimeOffset.FromUnixTimeMilliseconds(batch.InstantMs));
        Bytes += frame.Length;
        Last = StatusJournal.PlaceOf(batch);
        _isWithinPlace = !batch.IsLast;
        _nextOrdinal = batch.IsLast ? 0 : StatusCursor.EndOf(batch);
    }

    private void RequireOrder(JournalBatch batch)
    {
        var place = StatusJournal.PlaceOf(batch);
        var isNext = _isWithinPlace ? place == Last : place > Last;
        if (!isNext || batch.FirstOrdinal != _nextOrdinal)
        {
            throw Damaged($"revision {place.Revision}, part {batch.FirstOrdinal}, does not follow {Last.Revision}, part {_nextOrdinal}");
        }

        if (place > _through)
        {
            throw Damaged($"it goes on beyond revision {_through.Revision}");
        }

        if (batch.InstantMs < 0 || batch.InstantMs > LatestMs)
        {
            throw Damaged($"revision {place.Revision} has no instant");
        }
    }

    // As the node itself would: no place is cut in two.
    private void Roll(JournalBatch batch)
    {
        if (_segment.Length >= _options.SegmentBytes && batch.FirstOrdinal == 0)
        {
            End(_segment);
            _segment = JournalSegment.Create(_folder.Path, _segment.Number + 1, _epoch, Last);
        }
    }

    private static void End(JournalSegment segment)
    {
        segment.Sync();
        segment.Dispose();
    }

    private static TransferRefusedException Damaged(string how, Exception? fault = null) => new($"The peer's journal is damaged: {how}.", fault);
}
