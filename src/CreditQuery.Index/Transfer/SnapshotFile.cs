using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace CreditQuery.Index.Transfer;

/// <summary>The form of a snapshot file: a mark, a frame with the head, one frame for each block, a frame that ends it.</summary>
internal static class SnapshotFile
{
    /// <summary>Format written, and the highest one read.</summary>
    public const int Format = 1;

    /// <summary>Bytes of a frame's content at most: the head holds a manifest in base 64.</summary>
    public const int MaxFrameBytes = 2 * CheckpointDescription.MaxManifestBytes;

    /// <summary>Bytes of the content of the last frame: number of blocks, eight bytes little-endian, and the sum of all blocks.</summary>
    public const int EndBytes = 12;

    // The fastest quality; a greater one halves the speed for a tenth of the size.
    private const int Quality = 1;
    private const int WindowBits = 20;

    /// <summary>What a snapshot file begins with.</summary>
    public static ReadOnlySpan<byte> Mark => "creditquery snapshot\n"u8;

    /// <summary>Makes a frame: its head and the stored bytes.</summary>
    /// <param name="block">Number of the frame.</param>
    /// <param name="content">The content.</param>
    /// <param name="frame">Receives the frame; at least head and content fit.</param>
    /// <returns>The head, and the bytes of the whole frame.</returns>
    public static (SnapshotFrame Head, int Bytes) Pack(ulong block, ReadOnlySpan<byte> content, Span<byte> frame)
    {
        var stored = frame.Slice(SnapshotFrame.HeadBytes, content.Length);
        if (!BrotliEncoder.TryCompress(content, stored, out var bytes, Quality, WindowBits) || bytes >= content.Length)
        {
            content.CopyTo(stored);
            bytes = content.Length;
        }

        var head = new SnapshotFrame(block, content.Length, bytes, Crc32C.Of(stored[..bytes]));
        head.Write(frame);
        return (head, SnapshotFrame.HeadBytes + bytes);
    }

    /// <summary>Reads the frame at a place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where.</param>
    /// <param name="stored">Receives the stored bytes; made larger if they do not fit.</param>
    /// <returns>The head; null if the file ends before the frame does, or the frame is damaged.</returns>
    public static SnapshotFrame? ReadFrame(SafeFileHandle file, long offset, ref byte[] stored)
    {
        Span<byte> head = stackalloc byte[SnapshotFrame.HeadBytes];
        if (!ReadAll(file, head, offset) || !SnapshotFrame.TryRead(head, out var frame))
        {
            return null;
        }

        if (stored.Length < frame.Stored)
        {
            stored = new byte[frame.Stored];
        }

        var bytes = stored.AsSpan(0, frame.Stored);
        return ReadAll(file, bytes, offset + SnapshotFrame.HeadBytes) && Crc32C.Of(bytes) == frame.Sum ? frame : null;
    }

    /// <summary>Gives the content of a frame back.</summary>
    /// <returns>False if the stored bytes are no such content.</returns>
    public static bool TryUnpack(SnapshotFrame frame, ReadOnlySpan<byte> stored, Span<byte> content)
    {
        if (content.Length != frame.Bytes)
        {
            return false;
        }

        if (frame.Stored == frame.Bytes)
        {
            stored[..frame.Stored].CopyTo(content);
            return true;
        }

        return BrotliDecoder.TryDecompress(stored[..frame.Stored], content, out var written) && written == content.Length;
    }

    private static bool ReadAll(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var got = RandomAccess.Read(file, bytes[done..], offset + done);
            if (got <= 0)
            {
                return false;
            }

            done += got;
        }

        return true;
    }
}
