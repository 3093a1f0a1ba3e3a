namespace CreditQuery.Server.Watch;

/// <summary>An event on its way to one subscriber, held back until it is known whether it is the last one of its revision.</summary>
internal readonly struct OutgoingEvent
{
    private readonly ChosenEvents? _chosen;
    private readonly int _at;
    private readonly byte[] _bytes;
    private readonly uint? _filterIndex;
    private readonly StatusCursor _after;

    /// <summary>Takes one whose message all who have the filter share.</summary>
    /// <param name="chosen">The events in which it stands.</param>
    /// <param name="at">Its position there.</param>
    public OutgoingEvent(ChosenEvents chosen, int at) => (_chosen, _at, _bytes) = (chosen, at, []);

    /// <summary>Takes one that is a subscriber's own.</summary>
    /// <param name="bytes">Its bytes, as far as they are the same whatever the filter.</param>
    /// <param name="filterIndex">Which subject of the filter it tells of.</param>
    /// <param name="after">How far whoever has it is, unless it is the last one of its revision.</param>
    public OutgoingEvent(byte[] bytes, uint? filterIndex, StatusCursor after) => (_bytes, _filterIndex, _after) = (bytes, filterIndex, after);

    /// <summary>How far whoever has it is.</summary>
    /// <param name="isLast">It is the last one of its revision that the filter lets through.</param>
    public StatusCursor After(bool isLast) => _chosen?.After(_at, isLast) ?? (isLast ? StatusCursor.After(_after.Place) : _after);

    /// <summary>The message.</summary>
    /// <param name="selection">Makes it if nobody has.</param>
    /// <param name="isLast">It is the last one of its revision that the filter lets through.</param>
    /// <param name="tokens">Makes the tokens of the filter; null within a snapshot, in which nobody can resume.</param>
    public WatchMessage Message(EventSelection selection, bool isLast, ResumeTokens? tokens) =>
        _chosen?.Message(_at, selection, isLast, tokens)
        ?? new WatchMessage(_bytes, _filterIndex, isLast, tokens?.Make(After(isLast)) ?? Google.Protobuf.ByteString.Empty);
}
