using CreditQuery.Protos.Log.V1;

namespace CreditQuery.Server.Watch;

/// <summary>An event as a filter lets it through: everybody who has that filter is sent the same message.</summary>
/// <remarks>Thread-safe: two that come at once make the same message. It is made when the first of them is sent it: choosing the thousand events of a part is a short
/// turn, making their messages is not.</remarks>
internal sealed class OutgoingEvent
{
    private readonly FeedPart? _part;
    private readonly JournalSubject? _subject;
    private readonly JournalChange? _change;
    private readonly byte[]? _bytes;
    private readonly uint? _filterIndex;
    private readonly StatusCursor _after;
    private WatchMessage? _inner;
    private WatchMessage? _last;

    /// <summary>Prepares one whose bytes all subscribers share.</summary>
    /// <param name="part">The part in which it stands.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="change">What happened.</param>
    /// <param name="filterIndex">Which subject of the filter it tells of; null if the filter names none.</param>
    /// <param name="after">How far whoever has it is, unless it is the last one of its revision.</param>
    public OutgoingEvent(FeedPart part, JournalSubject subject, JournalChange change, uint? filterIndex, StatusCursor after) =>
        (_part, _subject, _change, _filterIndex, _after) = (part, subject, change, filterIndex, after);

    /// <summary>Prepares one that is a subscriber's own.</summary>
    /// <param name="bytes">Its bytes, as far as they are the same whatever the filter.</param>
    /// <param name="filterIndex">Which subject of the filter it tells of.</param>
    /// <param name="after">How far whoever has it is, unless it is the last one of its revision.</param>
    public OutgoingEvent(byte[] bytes, uint? filterIndex, StatusCursor after) => (_bytes, _filterIndex, _after) = (bytes, filterIndex, after);

    /// <summary>Its ordinal within the revision, where the filter names no subjects.</summary>
    public uint Ordinal => _after.Delivered - 1;

    /// <summary>How far whoever has it is.</summary>
    /// <param name="isLast">It is the last one of its revision that the filter lets through.</param>
    public StatusCursor After(bool isLast) => isLast ? StatusCursor.After(_after.Place) : _after;

    /// <summary>The message.</summary>
    /// <param name="selection">The caller's: whoever comes first makes it.</param>
    /// <param name="isLast">It is the last one of its revision that the filter lets through.</param>
    /// <param name="tokens">Makes the tokens of the filter; null within a snapshot, in which nobody can resume.</param>
    public WatchMessage Message(EventSelection selection, bool isLast, ResumeTokens? tokens)
    {
        if (tokens is null)
        {
            return new WatchMessage(Common(selection), _filterIndex, isLast, Google.Protobuf.ByteString.Empty);
        }

        ref var made = ref isLast ? ref _last : ref _inner;
        return Volatile.Read(ref made) ?? (made = new WatchMessage(Common(selection), _filterIndex, isLast, tokens.Make(After(isLast))));
    }

    private byte[] Common(EventSelection selection) => _bytes ?? _part!.EventBytes(selection, _subject!, _change!, Ordinal);
}
