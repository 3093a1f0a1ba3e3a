using CreditQuery.Protos.Log.V1;

namespace CreditQuery.Server.Watch.Journal;

/// <summary>Reads the journal from a place on, for one subscriber who is behind.</summary>
/// <param name="journal">The journal.</param>
internal sealed class JournalReader(StatusJournal journal)
{
    private JournalSegment? _segment;
    private long _offset;

    /// <summary>Goes to where what comes after a place begins.</summary>
    /// <param name="after">The place.</param>
    /// <returns>False if it is older than the journal.</returns>
    public bool TrySeek(StatusCursor after)
    {
        var segments = journal.Segments;
        var at = StatusJournal.IndexOf(segments, after.Place);
        if (at < 0)
        {
            return false;
        }

        _segment = segments[at];
        _offset = _segment.OffsetBefore(after.Place);
        return true;
    }

    /// <summary>Everything that was told is read; else a frame is damaged or missing, or one was added meanwhile.</summary>
    public bool IsAtEnd => !journal.LacksLast && _segment is { } segment && segment.Number == journal.Segments[^1].Number && _offset >= segment.Length;

    /// <summary>Reads the next part that has something after a place.</summary>
    /// <param name="after">What the subscriber has.</param>
    /// <returns>Null at the end of what is written.</returns>
    public JournalBatch? Next(StatusCursor after)
    {
        while (_segment is { } segment)
        {
            var start = _offset;
            if (segment.ReadFrame(ref _offset) is { } batch)
            {
                if (batch.FirstOrdinal == 0)
                {
                    // Where the place begins: whoever resumes in the middle of it may be further back than this reader.
                    segment.Note(StatusJournal.PlaceOf(batch), start);
                }

                if (after.IsBeforeEndOf(batch))
                {
                    return batch;
                }
            }
            else if (!TryGoOn(segment))
            {
                return null;
            }
        }

        return null;
    }

    // The next file is there once the one before is complete.
    private bool TryGoOn(JournalSegment segment)
    {
        foreach (var next in journal.Segments)
        {
            if (next.Number > segment.Number && _offset >= segment.Length)
            {
                (_segment, _offset) = (next, JournalSegment.HeadBytes);
                return true;
            }
        }

        return false;
    }
}
