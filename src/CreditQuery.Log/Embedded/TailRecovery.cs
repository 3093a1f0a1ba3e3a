using CreditQuery.Log.Events;

namespace CreditQuery.Log.Embedded;

/// <summary>Brings the last segment to a durable prefix of whole, chained events after whatever ended the last process.</summary>
/// <remarks>Only the last segment can be torn: the one before was durable before the next got its name.</remarks>
internal static class TailRecovery
{
    private const int ScanBytes = 1 << 20;

    /// <summary>Scans the segment and cuts a torn tail off.</summary>
    /// <returns>The end of the log.</returns>
    /// <exception cref="ChangeLogCorruptException">An event that was durable is damaged, or one does not continue the log.</exception>
    public static RecoveredTail Recover(LogFolder folder, Segment segment, CancellationToken cancellationToken)
    {
        using var cursor = new EventCursor(segment.Start);
        using var reader = new FrameReader(
            folder.Files.Open(segment.Path, writable: true), folder.Seed, SegmentHeader.SizeBytes);
        var length = reader.FileLength;
        while (reader.Fill(length) == FrameStatus.Complete)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PassAll(reader, cursor);
        }

        var end = reader.Offset;
        if (end < length)
        {
            RefuseLostEvents(folder, segment, end, cursor.Revision + 1);
        }

        Cut(folder, segment, end, end < length);
        return new RecoveredTail(cursor.ToHead(), end, length - end, reader.AtSeal);
    }

    private static void PassAll(FrameReader reader, EventCursor cursor)
    {
        var offset = reader.Offset;
        while (reader.TryRead(out var body) == FrameStatus.Complete)
        {
            var fault = cursor.TryPass(body, out _);
            if (fault is not null)
            {
                throw new ChangeLogCorruptException(reader.Path, offset, cursor.Revision + 1, fault);
            }

            offset = reader.Offset;
        }
    }

    // The cut must be durable before anything is written behind it: else an old frame might come back after a power loss.
    // Without a cut too: what is about to be read may so far exist only in the page cache of a killed process.
    private static void Cut(LogFolder folder, Segment segment, long end, bool isTorn)
    {
        using var file = folder.Files.Open(segment.Path, writable: true);
        if (isTorn)
        {
            file.SetLength(end);
        }

        file.Sync();
    }

    /// <summary>Looks behind an unreadable place for a frame that was written when the missing revision was already durable.</summary>
    private static void RefuseLostEvents(LogFolder folder, Segment segment, long damagedAt, ulong missing)
    {
        using var file = folder.Files.Open(segment.Path, writable: false);
        var buffer = new byte[ScanBytes + Frame.HeaderBytes + Frame.MaxBodyBytes];
        for (var offset = damagedAt + 1; offset < file.Length; offset += ScanBytes)
        {
            // Each round looks at starts in the first ScanBytes; the rest of the buffer holds the frame of the last start whole.
            var bytes = buffer.AsSpan(0, file.Read(buffer, offset));
            for (var at = 0; at < Math.Min(ScanBytes, bytes.Length); at++)
            {
                var next = bytes[at..].IndexOf(Frame.Marker);
                at = next < 0 ? ScanBytes : at + next;
                if (at < ScanBytes
                    && Frame.Read(bytes[at..], folder.Seed, out _, out var durable) == FrameStatus.Complete
                    && durable >= missing)
                {
                    throw new ChangeLogCorruptException(
                        segment.Path, damagedAt, missing,
                        $"the event there is unreadable, and the frame at byte {offset + at} says that it was durable");
                }
            }
        }
    }
}
