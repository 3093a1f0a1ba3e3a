using System.Buffers.Binary;
using System.Numerics;
using CreditQuery.Index.Checkpoints;
using Microsoft.Win32.SafeHandles;

namespace CreditQuery.Index.Transfer;

/// <summary>Reads a snapshot file from its beginning to its end; says where it is damaged.</summary>
/// <remarks>Not thread-safe. Every block is compared with the checksum of its frame and with that of the manifest.</remarks>
public sealed class SnapshotFileReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private byte[] _stored = new byte[CheckpointDescription.MaxBlockBytes];
    private long _offset;
    private ulong _block;
    private uint _sum = uint.MaxValue;

    private SnapshotFileReader(SafeFileHandle file, CheckpointDescription description, int expiresOn, long offset)
    {
        _file = file;
        _offset = offset;
        Description = description;
        ExpiresOn = expiresOn;
    }

    /// <summary>The checkpoint in it.</summary>
    public CheckpointDescription Description { get; }

    /// <summary>Last civil day on which it may be imported, a day number.</summary>
    public int ExpiresOn { get; }

    /// <summary>Opens a snapshot file and reads its head.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="DamagedBlockException">It is no snapshot file, or its head is damaged (block 0).</exception>
    /// <exception cref="TransferRefusedException">It has a later format.</exception>
    public static SnapshotFileReader Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        try
        {
            Span<byte> mark = stackalloc byte[SnapshotFile.Mark.Length];
            if (RandomAccess.Read(file, mark, 0) < mark.Length || !mark.SequenceEqual(SnapshotFile.Mark))
            {
                throw new DamagedBlockException(0, $"{path} is no snapshot file.");
            }

            byte[] stored = [];
            var frame = SnapshotFile.ReadFrame(file, mark.Length, ref stored);
            var content = new byte[frame?.Bytes ?? 0];
            if (frame is not { Block: 0 } head || !SnapshotFile.TryUnpack(head, stored, content))
            {
                throw new DamagedBlockException(0, $"The head of {path} is damaged.");
            }

            SnapshotHead.Read(content, out var description, out var expiresOn);
            return new SnapshotFileReader(file, description, expiresOn, mark.Length + SnapshotFrame.HeadBytes + head.Stored);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next block.</summary>
    /// <param name="destination">At least <see cref="CheckpointDescription.MaxBlockBytes"/> bytes.</param>
    /// <param name="block">Its number, from 1; 0 at the end of the file.</param>
    /// <returns>Bytes of the block.</returns>
    /// <exception cref="DamagedBlockException">The block is damaged, or the file ends before it; the text tells the byte.</exception>
    public int ReadBlock(Span<byte> destination, out ulong block)
    {
        if (_block == Description.Blocks)
        {
            RequireEnd();
            block = 0;
            return 0;
        }

        block = _block + 1;
        var place = Description.PlaceOf(block);
        var content = destination[..place.Length];
        if (SnapshotFile.ReadFrame(_file, _offset, ref _stored) is not { } frame || frame.Block != block
            || !SnapshotFile.TryUnpack(frame, _stored, content) || LaneCrc32C.Of(content) != place.Sum)
        {
            throw Damaged(block);
        }

        _block = block;
        _offset += SnapshotFrame.HeadBytes + frame.Stored;
        _sum = BitOperations.Crc32C(_sum, frame.Sum);
        return content.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void RequireEnd()
    {
        Span<byte> end = stackalloc byte[SnapshotFile.EndBytes];
        if (SnapshotFile.ReadFrame(_file, _offset, ref _stored) is not { Block: SnapshotFrame.End } frame || !SnapshotFile.TryUnpack(frame, _stored, end)
            || BinaryPrimitives.ReadUInt64LittleEndian(end) != Description.Blocks || BinaryPrimitives.ReadUInt32LittleEndian(end[sizeof(ulong)..]) != ~_sum
            || RandomAccess.GetLength(_file) != _offset + SnapshotFrame.HeadBytes + frame.Stored)
        {
            throw new DamagedBlockException(Description.Blocks + 1, $"The end of the file, from byte {_offset} on, is damaged or missing; all {Description.Blocks} blocks are whole.");
        }
    }

    private DamagedBlockException Damaged(ulong block) => new(
        block,
        RandomAccess.GetLength(_file) < _offset + SnapshotFrame.HeadBytes
            ? $"The file ends before block {block} of {Description.Blocks}, at byte {RandomAccess.GetLength(_file)}."
            : $"Block {block} of {Description.Blocks}, from byte {_offset} on, is damaged.");
}
