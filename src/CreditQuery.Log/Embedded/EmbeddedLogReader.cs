using CreditQuery.Log.Events;

namespace CreditQuery.Log.Embedded;

/// <summary>Follows the embedded log through its files.</summary>
internal sealed class EmbeddedLogReader : IChangeLogReader
{
    private readonly LogFolder _folder;
    private readonly CommittedLog _committed;
    private readonly EventCursor _cursor;
    private Segment _segment;
    private FrameReader _frames;

    public EmbeddedLogReader(LogFolder folder, CommittedLog committed, ulong afterRevision, ChainValue? afterChain)
    {
        _folder = folder;
        _committed = committed;
        var state = committed.Current;
        if (afterRevision > state.Head.Revision)
        {
            throw new LogDivergedException(afterRevision, state.Head.Revision);
        }

        _segment = state.Find(afterRevision + 1)
            ?? throw new RevisionTrimmedException(afterRevision + 1, state.Segments[0].FirstRevision);
        // Whoever follows from the head, as a restarted node does, need not read the last segment.
        var isAtHead = afterRevision == state.Head.Revision;
        _cursor = new EventCursor(isAtHead ? state.Head : _segment.Start);
        _frames = OpenFrames(_segment, isAtHead ? state.TailOffset : SegmentHeader.SizeBytes);
        try
        {
            Skip(afterRevision);
            if (afterChain is not null && afterChain != _cursor.Chain)
            {
                throw new LogDivergedException(afterRevision, state.Head.Revision);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ulong Position => _cursor.Revision;

    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var newer = _committed.Next;
        var state = _committed.Current;
        if (Position < state.Head.Revision)
        {
            Fetch(state);
            return new ValueTask<bool>(true);
        }

        return state.IsClosed ? new ValueTask<bool>(false) : WaitForCommitAsync(newer, cancellationToken);
    }

    public bool TryRead(out ChangeLogEvent next)
    {
        var offset = _frames.Offset;
        var status = _frames.TryRead(out var body);
        if (status == FrameStatus.Complete)
        {
            var fault = _cursor.TryPass(body, out next);
            return fault is null ? true : throw Corrupt(offset, fault);
        }

        next = default;
        return status == FrameStatus.Incomplete ? false : throw Corrupt(_frames.Offset, "the event there is unreadable");
    }

    public void Dispose()
    {
        _frames.Dispose();
        _cursor.Dispose();
    }

    private async ValueTask<bool> WaitForCommitAsync(Task newer, CancellationToken cancellationToken)
    {
        await newer.WaitAsync(cancellationToken);
        return await WaitToReadAsync(cancellationToken);
    }

    private void Skip(ulong revision)
    {
        while (Position < revision)
        {
            Fetch(_committed.Current);
            while (Position < revision && TryRead(out _))
            {
            }
        }
    }

    // The caller knows of an event that is not read yet: it stands in this segment or in the next one.
    private void Fetch(CommittedState state)
    {
        while (true)
        {
            var isTail = _segment.FirstRevision == state.Tail.FirstRevision;
            var limit = isTail ? state.TailOffset : _frames.FileLength;
            switch (_frames.Fill(limit))
            {
                case FrameStatus.Complete: return;
                case FrameStatus.Incomplete when !isTail && _frames.Offset == limit: Advance(state); break;
                case FrameStatus.Incomplete: throw Corrupt(_frames.Offset, "the file ends before the event does");
                default: throw Corrupt(_frames.Offset, "the event there is unreadable");
            }
        }
    }

    private void Advance(CommittedState state)
    {
        var next = state.Find(Position + 1) ?? throw Trimmed();
        if (next.FirstRevision != Position + 1)
        {
            throw Corrupt(_frames.Offset, "the file ends, and no other begins with that revision");
        }

        if (next.PreviousChain != _cursor.Chain)
        {
            throw new ChangeLogCorruptException(next.Path, 0, Position + 1, "the file continues another history");
        }

        var frames = OpenFrames(next, SegmentHeader.SizeBytes);
        _frames.Dispose();
        _frames = frames;
        _segment = next;
    }

    private FrameReader OpenFrames(Segment segment, long offset)
    {
        try
        {
            return new FrameReader(_folder.Files.Open(segment.Path, writable: false), _folder.Seed, offset);
        }
        catch (FileNotFoundException)
        {
            // Trimmed since the picture was taken, unless someone else removed it.
            throw _committed.Current.Find(Position + 1) == segment
                ? new ChangeLogCorruptException(segment.Path, 0, Position + 1, "the file is missing")
                : Trimmed();
        }
    }

    private RevisionTrimmedException Trimmed() => new(Position + 1, _committed.Current.Segments[0].FirstRevision);

    private ChangeLogCorruptException Corrupt(long offset, string reason) =>
        new(_segment.Path, offset, Position + 1, reason);
}
