namespace CreditQuery.Server.Watch;

/// <summary>An event as a filter lets it through: everybody who has that filter is sent the same message.</summary>
/// <remarks>Thread-safe: two that come at once make the same message. It is made when the first of them is sent it: choosing the thousand events of a part is a short
/// turn, making their messages is not.</remarks>
internal sealed class OutgoingEvent
{
    private readonly Func<EventSelection, byte[]> _common;
    private readonly uint? _filterIndex;
    private readonly StatusCursor _after;
    private WatchMessage? _inner;
    private WatchMessage? _last;

    /// <summary>Prepares it.</summary>
    /// <param name="common">Makes its bytes, as far as they are the same whatever the filter.</param>
    /// <param name="filterIndex">Which subject of the filter it tells of; null if the filter names none.</param>
    /// <param name="after">How far whoever has it is, unless it is the last one of its revision.</param>
    public OutgoingEvent(Func<EventSelection, byte[]> common, uint? filterIndex, StatusCursor after) => (_common, _filterIndex, _after) = (common, filterIndex, after);

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
            return new WatchMessage(_common(selection), _filterIndex, isLast, Google.Protobuf.ByteString.Empty);
        }

        ref var made = ref isLast ? ref _last : ref _inner;
        return Volatile.Read(ref made) ?? (made = new WatchMessage(_common(selection), _filterIndex, isLast, tokens.Make(After(isLast))));
    }
}
