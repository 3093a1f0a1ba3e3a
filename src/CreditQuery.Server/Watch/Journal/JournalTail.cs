using System.Collections.Immutable;
using CreditQuery.Index;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Watch.Journal;

/// <summary>The end of a journal up to a place, as a peer gets it: ranges of its files, from the beginning of a place on.</summary>
/// <remarks>What is told meanwhile stands behind it; files that are trimmed meanwhile end it. Source: ADR 0030.</remarks>
internal sealed class JournalTail
{
    private readonly StatusJournal _journal;

    private JournalTail(StatusJournal journal, StatusPosition after, ImmutableArray<JournalRange> ranges) => (_journal, After, Ranges) = (journal, after, ranges);

    /// <summary>The place after which it begins: everything up to the other place is here.</summary>
    public StatusPosition After { get; }

    /// <summary>Where its frames lie, in order.</summary>
    public ImmutableArray<JournalRange> Ranges { get; }

    /// <summary>Bytes of all frames.</summary>
    public long Bytes => Ranges.Sum(static range => range.Length);

    /// <summary>Finds the newest frames up to a place.</summary>
    /// <param name="journal">The journal; it has everything up to the place that it was ever to have.</param>
    /// <param name="through">The place.</param>
    /// <param name="mostBytes">Bytes of frames at most.</param>
    /// <returns>Nothing after the place itself where the journal begins later.</returns>
    /// <exception cref="CallException">The journal is damaged at rest (DATA_LOSS).</exception>
    public static JournalTail Find(StatusJournal journal, StatusPosition through, long mostBytes)
    {
        var segments = journal.Segments;
        var (after, left, ranges) = (through, mostBytes, new Stack<JournalRange>());
        for (var (at, isCut) = (StatusJournal.IndexOf(segments, through), false); at >= 0 && !isCut; at--)
        {
            var to = ranges.Count == 0 ? EndOf(segments[at], through) : segments[at].Length;
            (var from, after) = BeginningOf(segments[at], to, left);
            ranges.Push(new JournalRange(segments[at], from, to));
            left -= to - from;
            isCut = from > JournalSegment.HeadBytes;
        }

        return new JournalTail(journal, after, [.. ranges]);
    }

    /// <summary>Reads a part of it.</summary>
    /// <param name="range">One of its ranges.</param>
    /// <param name="offset">Where in the file.</param>
    /// <param name="destination">Receives the bytes; within the range.</param>
    /// <exception cref="CallException">The file was trimmed meanwhile (NOT_FOUND), or is shorter (DATA_LOSS).</exception>
    public void Read(in JournalRange range, long offset, Span<byte> destination)
    {
        if (!_journal.Segments.Contains(range.Segment))
        {
            throw new CallException(ErrorReason.SnapshotGone, "What was read of the journal was trimmed meanwhile: begin anew.");
        }

        if (range.Segment.Read(destination, offset) != destination.Length)
        {
            throw Damaged();
        }
    }

    // The first part beyond the place, or the end of what is written.
    private static long EndOf(JournalSegment segment, StatusPosition through)
    {
        var written = segment.Length;
        var offset = segment.OffsetBefore(through);
        var end = offset;
        while (segment.ReadPart(ref offset) is { } part)
        {
            if (part.Place > through)
            {
                return end;
            }

            end = offset;
        }

        return end >= written ? end : throw Damaged();
    }

    // The beginning of the file, or of the first place from which on everything fits.
    private static (long From, StatusPosition After) BeginningOf(JournalSegment segment, long to, long mostBytes)
    {
        var (offset, after) = ((long)JournalSegment.HeadBytes, segment.After);
        while (to - offset > 0)
        {
            var start = offset;
            var fits = to - start <= mostBytes;
            if (fits && start == JournalSegment.HeadBytes)
            {
                break;
            }

            var part = segment.ReadPart(ref offset) ?? throw Damaged();
            if (fits && part.IsFirst)
            {
                return (start, after);
            }

            after = part.Place;
        }

        return (offset, after);
    }

    private static CallException Damaged() => new(ErrorReason.SnapshotDamaged, "The journal of this node is damaged at rest. Ask another node.");
}
