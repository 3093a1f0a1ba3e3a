using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Rules.Periods;
using Microsoft.Win32.SafeHandles;

namespace CreditQuery.Index.Transfer;

/// <summary>Writes a snapshot file: into a part beside it, which becomes the file when it is whole. What was interrupted goes on, with the same bytes.</summary>
/// <remarks>Not thread-safe. Source: ADR 0022.</remarks>
public sealed class SnapshotFileWriter : ICheckpointTarget, IDisposable
{
    private const string PartEnding = ".part";

    private readonly string _path;
    private readonly int _expiresOn;
    private readonly SafeFileHandle _part;
    private byte[] _frame = new byte[SnapshotFrame.HeadBytes + CheckpointDescription.MaxBlockBytes];
    private long _end;
    private uint _sum = uint.MaxValue;

    private SnapshotFileWriter(string path, int expiresOn)
    {
        _path = path;
        _expiresOn = expiresOn;
        _part = File.OpenHandle(path + PartEnding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (!OperatingSystem.IsWindows())
        {
            // Everything that is known of everyone, under pseudonyms: for its owner alone.
            File.SetUnixFileMode(_part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <inheritdoc/>
    public CheckpointDescription? Begun { get; private set; }

    /// <inheritdoc/>
    public ulong Received { get; private set; }

    /// <summary>Opens a file to be written, with what an earlier try left of it.</summary>
    /// <param name="path">Path at which no file exists.</param>
    /// <param name="expiresOn">Last civil day on which it may be imported, a day number; a part that was begun keeps its own.</param>
    /// <exception cref="IOException">A file exists there, or another export is writing it.</exception>
    public static SnapshotFileWriter Open(string path, int expiresOn)
    {
        if (File.Exists(path))
        {
            throw new IOException($"{path} exists; a snapshot is never overwritten.");
        }

        var writer = new SnapshotFileWriter(Path.GetFullPath(path), expiresOn);
        try
        {
            writer.FindBegun();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Begin(CheckpointDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (Begun?.CheckpointId == description.CheckpointId)
        {
            return;
        }

        Discard();
        RandomAccess.Write(_part, SnapshotFile.Mark, 0);
        _end = SnapshotFile.Mark.Length;
        var head = JsonSerializer.SerializeToUtf8Bytes(SnapshotHead.Of(description, CivilDay.Format(_expiresOn)));
        Append(0, head);
        Begun = description;
    }

    /// <inheritdoc/>
    public void Write(ulong block, ReadOnlySpan<byte> bytes)
    {
        var place = Begun is { } begun && block == Received + 1
            ? begun.PlaceOf(block)
            : throw new DamagedBlockException(block, $"Block {block} is not the next one after {Received}.");
        if (bytes.Length != place.Length || LaneCrc32C.Of(bytes) != place.Sum)
        {
            throw new DamagedBlockException(block, $"Block {block}, {place}, is not what the manifest says.");
        }

        _sum = BitOperations.Crc32C(_sum, Append(block, bytes).Sum);
        Received = block;
    }

    /// <inheritdoc/>
    public void Discard()
    {
        RandomAccess.SetLength(_part, 0);
        Begun = null;
        Received = 0;
        _end = 0;
        _sum = uint.MaxValue;
    }

    /// <summary>Ends the file and gives it its name, durably.</summary>
    /// <exception cref="InvalidOperationException">Blocks are missing.</exception>
    public void Complete()
    {
        if (Begun is not { } begun || Received != begun.Blocks)
        {
            throw new InvalidOperationException("The snapshot is not whole.");
        }

        Span<byte> end = stackalloc byte[SnapshotFile.EndBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(end, begun.Blocks);
        BinaryPrimitives.WriteUInt32LittleEndian(end[sizeof(ulong)..], ~_sum);
        Append(SnapshotFrame.End, end);
        RandomAccess.SetLength(_part, _end);
        RandomAccess.FlushToDisk(_part);
        File.Move(_path + PartEnding, _path);
        DurableFiles.SyncFolder(Path.GetDirectoryName(_path)!);
        Begun = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _part.Dispose();
        if (Begun is null)
        {
            // Nothing was begun, or the part has become the file.
            File.Delete(_path + PartEnding);
        }
    }

    private SnapshotFrame Append(ulong block, ReadOnlySpan<byte> content)
    {
        if (_frame.Length < SnapshotFrame.HeadBytes + content.Length)
        {
            _frame = new byte[SnapshotFrame.HeadBytes + content.Length];
        }

        var (head, bytes) = SnapshotFile.Pack(block, content, _frame);
        RandomAccess.Write(_part, _frame.AsSpan(0, bytes), _end);
        _end += bytes;
        return head;
    }

    private void FindBegun()
    {
        Span<byte> mark = stackalloc byte[SnapshotFile.Mark.Length];
        if (RandomAccess.Read(_part, mark, 0) < mark.Length || !mark.SequenceEqual(SnapshotFile.Mark)
            || SnapshotFile.ReadFrame(_part, mark.Length, ref _frame) is not { Block: 0 } head)
        {
            Discard();
            return;
        }

        var content = new byte[head.Bytes];
        if (!SnapshotFile.TryUnpack(head, _frame, content))
        {
            Discard();
            return;
        }

        SnapshotHead.Read(content, out var begun, out _);
        Begun = begun;
        _end = mark.Length + SnapshotFrame.HeadBytes + head.Stored;

        // The last block that is whole: what follows it is written again.
        while (Received < begun.Blocks && SnapshotFile.ReadFrame(_part, _end, ref _frame) is { } frame && frame.Block == Received + 1)
        {
            Received = frame.Block;
            _end += SnapshotFrame.HeadBytes + frame.Stored;
            _sum = BitOperations.Crc32C(_sum, frame.Sum);
        }
    }
}
