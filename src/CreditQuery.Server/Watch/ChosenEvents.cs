using Google.Protobuf;

namespace CreditQuery.Server.Watch;

/// <summary>The events of a part that a filter lets through, and their messages: everybody who has that filter is sent the same ones.</summary>
/// <remarks>Thread-safe: two that come at once make the same messages. They are made in stretches, each when the first of it is sent: choosing the thousand events of a part
/// is a short turn, making their messages is not. The bytes of a stretch are one array: few objects for the collector of garbage to follow.</remarks>
internal sealed class ChosenEvents
{
    private const int StretchEvents = 32;

    private readonly FeedPart _part;
    private readonly Choice[] _chosen;
    private readonly WatchMessage[]?[] _stretches;
    private readonly int _between;
    private readonly bool _isShared;
    private WatchMessage? _last;

    /// <summary>Chooses.</summary>
    /// <param name="part">The part.</param>
    /// <param name="selection">The filter; it names no subjects.</param>
    /// <param name="isShared">Others come for them too; messages of one subscriber alone are not kept.</param>
    public ChosenEvents(FeedPart part, EventSelection selection, bool isShared)
    {
        (_part, _isShared) = (part, isShared);
        _chosen = Choose(part, selection);

        // The last event of a place is never sent as one in between.
        _between = Math.Max(part.IsLast ? _chosen.Length - 1 : _chosen.Length, 0);
        _stretches = isShared ? new WatchMessage[]?[(_between + StretchEvents - 1) / StretchEvents] : [];
    }

    /// <summary>How many there are.</summary>
    public int Count => _chosen.Length;

    /// <summary>Ordinal of an event.</summary>
    /// <param name="at">Its position among the chosen ones.</param>
    public uint OrdinalOf(int at) => _chosen[at].Ordinal;

    /// <summary>How far whoever has an event is.</summary>
    /// <param name="at">Its position.</param>
    /// <param name="isLast">It is the last one of its revision that the filter lets through.</param>
    public StatusCursor After(int at, bool isLast) => isLast ? StatusCursor.After(_part.Place) : new StatusCursor(_part.Place, OrdinalOf(at) + 1);

    /// <summary>The message of an event.</summary>
    /// <param name="at">Its position.</param>
    /// <param name="selection">The caller's: whoever comes first makes it.</param>
    /// <param name="isLast">It is the last one of its revision that the filter lets through; the last one of the part then.</param>
    /// <param name="tokens">Makes the tokens of the filter; null within a snapshot, in which nobody can resume.</param>
    public WatchMessage Message(int at, EventSelection selection, bool isLast, ResumeTokens? tokens)
    {
        if (!_isShared || tokens is null)
        {
            return MakeOwn(at, selection, isLast, tokens);
        }

        if (isLast)
        {
            return Volatile.Read(ref _last) ?? (_last = MakeOwn(at, selection, isLast, tokens));
        }

        ref var made = ref _stretches[at / StretchEvents];
        return (Volatile.Read(ref made) ?? (made = MakeStretch(at - (at % StretchEvents), selection, tokens)))[at % StretchEvents];
    }

    private static Choice[] Choose(FeedPart part, EventSelection selection)
    {
        var batch = part.Batch;
        var chosen = new List<Choice>();
        var ordinal = part.FirstOrdinal;
        for (var s = 0; s < batch.Subjects.Count; s++)
        {
            var subject = batch.Subjects[s];
            for (var c = 0; c < subject.Changes.Count; c++, ordinal++)
            {
                if (subject.Key.IsEmpty || selection.Wants(batch, subject, subject.Changes[c], out _))
                {
                    chosen.Add(new Choice(ordinal, s, c));
                }
            }
        }

        return [.. chosen];
    }

    private WatchMessage[] MakeStretch(int from, EventSelection selection, ResumeTokens tokens)
    {
        var messages = new WatchMessage[Math.Min(StretchEvents, _between - from)];
        var batch = _part.Some(_chosen[from].Subject, _chosen[from + messages.Length - 1].Subject + 1, out var skipped);
        for (var i = 0; i < messages.Length; i++)
        {
            var (ordinal, s, c) = _chosen[from + i];
            var subject = batch.Subjects[s - skipped];
            messages[i] = new WatchMessage(
                selection.CommonBytes(batch, subject, subject.Changes[c], ordinal), filterIndex: null, isLast: false, tokens.Make(After(from + i, isLast: false)));
        }

        return WatchMessage.Packed(messages);
    }

    private WatchMessage MakeOwn(int at, EventSelection selection, bool isLast, ResumeTokens? tokens)
    {
        var (ordinal, s, c) = _chosen[at];
        var batch = _part.Batch;
        var subject = batch.Subjects[s];
        var bytes = _part.EventBytes(selection, batch, subject, subject.Changes[c], ordinal);
        return new WatchMessage(bytes, filterIndex: null, isLast, tokens?.Make(After(at, isLast)) ?? ByteString.Empty);
    }

    private readonly record struct Choice(uint Ordinal, int Subject, int Change);
}
