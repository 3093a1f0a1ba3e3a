namespace CreditQuery.Server.Watch;

/// <summary>An event as a filter lets it through: everybody who has that filter is sent the same message.</summary>
/// <remarks>Thread-safe: two that come at once make the same message.</remarks>
/// <param name="common">Its bytes, as far as they are the same whatever the filter.</param>
/// <param name="filterIndex">Which subject of the filter it tells of; null if the filter names none.</param>
/// <param name="after">How far whoever has it is, unless it is the last one of its revision.</param>
internal sealed class OutgoingEvent(byte[] common, uint? filterIndex, StatusCursor after)
{
    private WatchMessage? _inner;
    private WatchMessage? _last;

    /// <summary>Its ordinal within the revision, where the filter names no subjects.</summary>
    public uint Ordinal => after.Delivered - 1;

    /// <summary>How far whoever has it is.</summary>
    /// <param name="isLast">It is the last one of its revision that the filter lets through.</param>
    public StatusCursor After(bool isLast) => isLast ? StatusCursor.After(after.Place) : after;

    /// <summary>The message.</summary>
    /// <param name="isLast">It is the last one of its revision that the filter lets through.</param>
    /// <param name="tokens">Makes the tokens of the filter; null within a snapshot, in which nobody can resume.</param>
    public WatchMessage Message(bool isLast, ResumeTokens? tokens)
    {
        if (tokens is null)
        {
            return new WatchMessage(common, filterIndex, isLast, Google.Protobuf.ByteString.Empty);
        }

        ref var made = ref isLast ? ref _last : ref _inner;
        return Volatile.Read(ref made) ?? (made = new WatchMessage(common, filterIndex, isLast, tokens.Make(After(isLast))));
    }
}
