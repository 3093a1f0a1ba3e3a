namespace CreditQuery.Log.Events;

/// <summary>The fields of a serialized ChangeEvent, as they stand in its bytes.</summary>
internal ref struct EventFields
{
    public uint Format;
    public ulong Revision;
    public ReadOnlySpan<byte> PreviousChain;
    public ReadOnlySpan<byte> ChangeId;
    public long RecordedAtMs;
    public ReadOnlySpan<byte> Author;
    public ReadOnlySpan<byte> Payload;

    /// <summary>Where the payload starts in the event; with its length it gives the caller memory instead of a span.</summary>
    public int PayloadOffset;
}
