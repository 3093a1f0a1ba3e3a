using CreditQuery.Protos.Log.V1;

namespace CreditQuery.Server.Watch;

/// <summary>A part of the journal on its way to subscribers, with what they share: the bytes of its events, made once for all who get them.</summary>
/// <remarks>Thread-safe: whoever comes first makes the bytes, and two that come at once make the same ones.</remarks>
/// <param name="batch">The part.</param>
/// <param name="number">Its number in the ring; 0 for one that was read from the journal.</param>
internal sealed class FeedPart(JournalBatch batch, long number = 0)
{
    private byte[]?[]? _events;

    /// <summary>The part.</summary>
    public JournalBatch Batch => batch;

    /// <summary>Its number in the ring.</summary>
    public long Number => number;

    /// <summary>Bytes that it has in the journal.</summary>
    public int Bytes { get; } = batch.CalculateSize();

    /// <summary>The bytes of an event, as far as they are the same for all subscribers.</summary>
    /// <param name="selection">Makes them if nobody has.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="change">What happened.</param>
    /// <param name="ordinal">Ordinal of the event.</param>
    public byte[] EventBytes(EventSelection selection, JournalSubject subject, JournalChange change, uint ordinal)
    {
        var events = Volatile.Read(ref _events) ?? Prepare();
        ref var bytes = ref events[ordinal - batch.FirstOrdinal];
        return Volatile.Read(ref bytes) ?? (bytes = selection.CommonBytes(batch, subject, change, ordinal));
    }

    /// <summary>Lets the bytes go: those who come now are late, and few.</summary>
    public void Forget() => Volatile.Write(ref _events, null);

    private byte[]?[] Prepare()
    {
        var made = new byte[]?[StatusCursor.EndOf(batch) - batch.FirstOrdinal];
        return Interlocked.CompareExchange(ref _events, made, null) ?? made;
    }
}
