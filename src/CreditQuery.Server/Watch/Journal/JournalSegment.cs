using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CreditQuery.Index;
using CreditQuery.Log.Storage;
using CreditQuery.Protos.Log.V1;
using Microsoft.Win32.SafeHandles;

namespace CreditQuery.Server.Watch.Journal;

/// <summary>One file of the journal: a head that says after which place it begins, then frames.</summary>
/// <remarks>One writer; readers see what lies below <see cref="Length"/>. A file that is removed stays readable for those who have it open.</remarks>
internal sealed class JournalSegment : IDisposable
{
    /// <summary>Bytes of the head: mark, format, epoch (16 characters), revision, day, CRC-32C.</summary>
    public const int HeadBytes = 44;

    private const uint Mark = 0x314A5143;
    private const int Format = 1;
    private const int EpochBytes = 16;
    private const string Pattern = "journal-*.seg";

    // So many bytes at most are read in vain to find a place.
    private const int MarkEveryBytes = 64 << 10;

    private readonly SafeFileHandle _file;
    private readonly Lock _marksGate = new();
    private readonly List<(StatusPosition Place, long Offset)> _marks = [];
    private long _length;

    private JournalSegment(string path, SafeFileHandle file, long number, StatusPosition after)
    {
        (Path, _file, Number, After) = (path, file, number, after);
        _length = HeadBytes;
        WrittenAt = File.GetLastWriteTimeUtc(path);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Its place among the files, rising.</summary>
    public long Number { get; }

    /// <summary>The place after which its first frame stands.</summary>
    public StatusPosition After { get; }

    /// <summary>Bytes that hold whole frames.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>When it was last written, by the clock of its writer; of a file that was opened, what the disk notes.</summary>
    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>The files of a folder, in their order.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal);

    /// <summary>Whether a file is called as those of a journal.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsName(string name) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Pattern, name);

    /// <summary>Makes a new file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="number">Its place among the files.</param>
    /// <param name="epoch">Epoch of the log.</param>
    /// <param name="after">The place after which it begins.</param>
    public static JournalSegment Create(string folder, long number, string epoch, StatusPosition after)
    {
        var path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"journal-{number:D12}.seg"));
        Span<byte> head = stackalloc byte[HeadBytes];
        WriteHead(head, epoch, after);
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, head, 0);
        return new JournalSegment(path, file, number, after);
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="epoch">Epoch of the log.</param>
    /// <returns>Null if it is no segment of this log.</returns>
    /// <exception cref="IOException">It cannot be read, or is of a later version.</exception>
    public static JournalSegment? TryOpen(string path, string epoch)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path.AsSpan());
        if (!long.TryParse(name[(name.IndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        SafeFileHandle? file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Span<byte> head = stackalloc byte[HeadBytes];
            if (RandomAccess.Read(file, head, 0) == HeadBytes && TryReadHead(head, epoch) is { } after)
            {
                var opened = new JournalSegment(path, file, number, after) { _length = RandomAccess.GetLength(file) };
                file = null;
                return opened;
            }

            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Appends a frame.</summary>
    /// <param name="frame">Head and content.</param>
    /// <param name="now">Now.</param>
    public void Append(ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        RandomAccess.Write(_file, frame, _length);
        Volatile.Write(ref _length, _length + frame.Length);
        WrittenAt = now;
    }

    /// <summary>Reads bytes below the length.</summary>
    /// <param name="destination">Receives them.</param>
    /// <param name="offset">Where they begin.</param>
    /// <returns>Bytes read; fewer at the end.</returns>
    public int Read(Span<byte> destination, long offset)
    {
        var wanted = (int)Math.Min(destination.Length, Length - offset);
        return wanted <= 0 ? 0 : RandomAccess.Read(_file, destination[..wanted], offset);
    }

    /// <summary>Reads the frame at an offset.</summary>
    /// <param name="offset">Where it begins; moved behind it.</param>
    /// <returns>Null at the end, and where no sound frame stands.</returns>
    public JournalBatch? ReadFrame(ref long offset) => ReadContent(ref offset) is { } content ? JournalBatch.Parser.ParseFrom(content) : null;

    /// <summary>Reads of the frame at an offset where it stands, and no more.</summary>
    /// <param name="offset">Where it begins; moved behind it.</param>
    /// <returns>Null at the end, and where no sound frame stands.</returns>
    public JournalPart? ReadPart(ref long offset) => ReadContent(ref offset) is { } content ? JournalPart.Of(content) : null;

    /// <summary>Notes where a place begins, if none has been noted nearby; in rising order.</summary>
    /// <param name="place">The place of the frame.</param>
    /// <param name="offset">Where it begins.</param>
    public void Note(StatusPosition place, long offset)
    {
        lock (_marksGate)
        {
            if (offset >= (_marks.Count == 0 ? HeadBytes : _marks[^1].Offset) + MarkEveryBytes)
            {
                _marks.Add((place, offset));
            }
        }
    }

    /// <summary>Where to begin to look for what comes after a place.</summary>
    /// <param name="after">The place.</param>
    public long OffsetBefore(StatusPosition after)
    {
        lock (_marksGate)
        {
            var at = _marks.FindLastIndex(mark => mark.Place <= after);
            return at < 0 ? HeadBytes : _marks[at].Offset;
        }
    }

    /// <summary>Forgets everything from an offset on.</summary>
    /// <param name="offset">Where a frame begins.</param>
    public void CutAt(long offset)
    {
        lock (_marksGate)
        {
            _marks.RemoveAll(mark => mark.Offset >= offset);
        }

        RandomAccess.SetLength(_file, offset);
        Volatile.Write(ref _length, offset);
    }

    /// <summary>Returns once everything written survives a power loss; the disk notes when that was by the writer's clock.</summary>
    public void Sync()
    {
        try
        {
            File.SetLastWriteTimeUtc(_file, WrittenAt.UtcDateTime);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Only the owner of a file may: what another user made, or a share without owners, grows old by the disk's own time.
        }

        RandomAccess.FlushToDisk(_file);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private byte[]? ReadContent(ref long offset)
    {
        Span<byte> head = stackalloc byte[JournalFrame.HeadBytes];
        if (Read(head, offset) != head.Length || JournalFrame.LengthOf(head) is var length && (length < 0 || offset + head.Length + length > Length))
        {
            return null;
        }

        var content = new byte[length];
        if (Read(content, offset + head.Length) != length || !JournalFrame.IsSound(head, content))
        {
            return null;
        }

        offset += head.Length + length;
        return content;
    }

    private static void WriteHead(Span<byte> head, string epoch, StatusPosition after)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], Format);
        Encoding.ASCII.GetBytes(epoch, head.Slice(8, EpochBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(head[24..], after.Revision);
        BinaryPrimitives.WriteInt32LittleEndian(head[32..], after.Day);
        BinaryPrimitives.WriteUInt32LittleEndian(head[40..], Crc32C.Compute(head[..40]));
    }

    private static StatusPosition? TryReadHead(ReadOnlySpan<byte> head, string epoch)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(head) != Mark || BinaryPrimitives.ReadUInt32LittleEndian(head[40..]) != Crc32C.Compute(head[..40]))
        {
            return null;
        }

        var format = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        if (format > Format)
        {
            // Not damaged: what a later version keeps for its subscribers is not for this one to remove.
            throw new IOException($"The journal has format {format}; this version reads up to {Format}. Upgrade this node, or move the folder away: subscribers who were away then need a snapshot.");
        }

        return format == Format && Encoding.ASCII.GetString(head.Slice(8, EpochBytes)) == epoch
            ? new StatusPosition(BinaryPrimitives.ReadUInt64LittleEndian(head[24..]), BinaryPrimitives.ReadInt32LittleEndian(head[32..]))
            : null;
    }
}
