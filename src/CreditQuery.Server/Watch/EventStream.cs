using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.Server.Watch;

/// <summary>Makes the events of one subscriber from parts of the journal, and keeps its place.</summary>
/// <remarks>One event is held back until the next is known, so that the last one of a revision says that it is.</remarks>
/// <param name="selection">Chooses the events.</param>
/// <param name="tokens">Makes tokens.</param>
/// <param name="merges">Events of one entry are merged where several revisions wait.</param>
/// <param name="send">Sends a message.</param>
internal sealed class EventStream(EventSelection selection, ResumeTokens tokens, bool merges, Func<WatchMessage, Task> send)
{
    private readonly MergedStretch _stretch = new();
    private OutgoingEvent? _held;

    /// <summary>How far the subscriber is: whoever resumes here misses and repeats nothing.</summary>
    public StatusCursor Cursor { get; private set; }

    /// <summary>How far the journal is read for it; further than the cursor by what is held back.</summary>
    public StatusCursor Ahead { get; private set; }

    /// <summary>A snapshot is under way: nobody can resume in the middle of it.</summary>
    public bool IsInSnapshot { get; set; }

    /// <summary>Ends the stream between two events; nothing is cut off in the middle of a merged stretch.</summary>
    public CancellationToken Stop { get; set; }

    /// <summary>The token of the place; empty within a snapshot.</summary>
    public ByteString Token => IsInSnapshot ? ByteString.Empty : tokens.Make(Cursor);

    /// <summary>Everything read is sent.</summary>
    public bool IsDrained => _held is null && _stretch.Count == 0;

    /// <summary>Goes to a place.</summary>
    /// <param name="cursor">The place.</param>
    public void GoTo(StatusCursor cursor)
    {
        (Cursor, Ahead, _held) = (cursor, cursor, null);
        _stretch.Clear();
    }

    /// <summary>Notes that nothing is told up to a place.</summary>
    /// <param name="place">The place.</param>
    public void Reach(StatusPosition place)
    {
        if (IsDrained && place > Ahead.Place)
        {
            Cursor = Ahead = StatusCursor.After(place);
        }
    }

    /// <summary>Takes a part that has something after <see cref="Ahead"/>.</summary>
    /// <param name="part">The part.</param>
    public async Task TakeAsync(FeedPart part)
    {
        if (merges && !IsInSnapshot && _held is null && MergedStretch.CanJoin(part))
        {
            await JoinAsync(part.Batch);
            return;
        }

        await EndAsync();
        await (selection.Named.Count == 0 ? TakeSharedAsync(part) : TakeNamedAsync(part, part.Batch));
        Ahead = new StatusCursor(part.Place, part.IsLast ? StatusCursor.All : part.EndOrdinal);
        if (part.IsLast)
        {
            await ReleaseAsync();
        }

        Cursor = _held is null ? Ahead : Cursor;
    }

    /// <summary>Sends what may have been merged: nothing more is at hand.</summary>
    public Task EndAsync() => _stretch.Count == 0 ? Task.CompletedTask : SendStretchAsync();

    private async Task SendStretchAsync()
    {
        Stop.ThrowIfCancellationRequested();
        StatusEvent? held = null;
        foreach (var (made, after) in _stretch.Events)
        {
            await (held is null ? Task.CompletedTask : send(new WatchMessage(new WatchResponse { Event = held })));
            held = made;
            if (_stretch.IsMerged)
            {
                // Between two events of a merged stretch nobody has the state of any revision: it is sent whole, and its last token stands for all of it.
                made.LastOfRevision = false;
            }
            else
            {
                made.Token = tokens.Make(after);
            }
        }

        (held!.LastOfRevision, held.Token) = (true, tokens.Make(Ahead));
        await send(new WatchMessage(new WatchResponse { Event = held }));
        _stretch.Clear();
        Cursor = Ahead;
    }

    private async Task JoinAsync(JournalBatch batch)
    {
        var place = StatusJournal.PlaceOf(batch);
        var chosen = Select(batch);
        if (_stretch.Count + chosen.Count > MergedStretch.Most)
        {
            await EndAsync();
        }

        foreach (var (subject, change, made) in chosen)
        {
            _stretch.Add(batch, subject, change, made);
        }

        _stretch.EndPlace(place);
        Ahead = StatusCursor.After(place);
        Cursor = IsDrained ? Ahead : Cursor;
    }

    private List<(JournalSubject Subject, JournalChange Change, StatusEvent Made)> Select(JournalBatch batch)
    {
        var place = StatusJournal.PlaceOf(batch);
        var chosen = new List<(JournalSubject, JournalChange, StatusEvent)>();
        var ordinal = batch.FirstOrdinal;
        foreach (var subject in batch.Subjects)
        {
            selection.Follow(subject);
            foreach (var change in subject.Changes)
            {
                if (Ahead.IsBefore(place, ordinal) && selection.Select(batch, subject, change) is { } made)
                {
                    made.Ordinal = ordinal;
                    chosen.Add((subject, change, made));
                }

                ordinal++;
            }
        }

        return chosen;
    }

    private async Task TakeSharedAsync(FeedPart part)
    {
        var chosen = part.EventsFor(selection);
        for (var at = 0; at < chosen.Count; at++)
        {
            if (Ahead.IsBefore(part.Place, chosen.OrdinalOf(at)))
            {
                await HoldAsync(new OutgoingEvent(chosen, at));
            }
        }
    }

    private async Task TakeNamedAsync(FeedPart part, JournalBatch batch)
    {
        var ordinal = part.FirstOrdinal;
        foreach (var subject in batch.Subjects)
        {
            selection.Follow(subject);
            foreach (var change in subject.Changes)
            {
                if (Ahead.IsBefore(part.Place, ordinal))
                {
                    await TakeNamedAsync(part, batch, subject, change, ordinal);
                }

                ordinal++;
            }
        }
    }

    private Task TakeNamedAsync(FeedPart part, JournalBatch batch, JournalSubject subject, JournalChange change, uint ordinal)
    {
        if (change.Type == StatusEventType.CatalogueChanged)
        {
            return TakeCatalogueAsync(batch, subject, change, ordinal);
        }

        return selection.Wants(batch, subject, change, out var position)
            ? HoldAsync(new OutgoingEvent(part.EventBytes(selection, batch, subject, change, ordinal), position, new StatusCursor(part.Place, ordinal + 1)))
            : Task.CompletedTask;
    }

    // Told once, then to each subject of the filter; the token counts how often it was told.
    private async Task TakeCatalogueAsync(JournalBatch batch, JournalSubject subject, JournalChange change, uint ordinal)
    {
        var place = StatusJournal.PlaceOf(batch);
        var told = Ahead.Place == place && Ahead.Delivered == ordinal ? Ahead.Named : 0;
        for (; told <= selection.Named.Count; told++)
        {
            var made = told == 0 ? selection.Select(batch, subject, change)! : selection.OfCatalogue(batch, told - 1);
            made.Ordinal = ordinal;
            uint? position = made.HasFilterIndex ? made.FilterIndex : null;
            made.ClearFilterIndex();
            await HoldAsync(new OutgoingEvent(
                made.ToByteArray(), position, told < selection.Named.Count ? new StatusCursor(place, ordinal, told + 1) : new StatusCursor(place, ordinal + 1)));
        }
    }

    private Task HoldAsync(OutgoingEvent made)
    {
        var earlier = _held;
        _held = made;
        return earlier is { } before ? SendAsync(before, isLast: false) : Task.CompletedTask;
    }

    private Task ReleaseAsync()
    {
        var held = _held;
        _held = null;
        return held is { } last ? SendAsync(last, isLast: true) : Task.CompletedTask;
    }

    private async Task SendAsync(OutgoingEvent made, bool isLast)
    {
        Stop.ThrowIfCancellationRequested();
        await send(made.Message(selection, isLast, IsInSnapshot ? null : tokens));

        // At once: whoever is told to go on elsewhere in the middle of a part must not get its beginning twice.
        Cursor = made.After(isLast);
    }
}
