using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch.Journal;

namespace CreditQuery.Server.Watch;

/// <summary>How far a subscriber is: everything before a place, and the first events at it.</summary>
/// <param name="Place">The place.</param>
/// <param name="Delivered">Number of events at the place that are delivered; <see cref="All"/>: all of them.</param>
/// <param name="Named">How often the next event was told, a change of the catalogue: once, then to each subject of the filter.</param>
internal readonly record struct StatusCursor(StatusPosition Place, uint Delivered, uint Named = 0)
{
    /// <summary>Everything at the place is delivered.</summary>
    public const uint All = uint.MaxValue;

    /// <summary>Everything up to and at a place.</summary>
    /// <param name="place">The place.</param>
    public static StatusCursor After(StatusPosition place) => new(place, All);

    /// <summary>Something of a part is still to be delivered.</summary>
    /// <param name="batch">The part.</param>
    public bool IsBeforeEndOf(JournalBatch batch) => IsBeforeEnd(StatusJournal.PlaceOf(batch), EndOf(batch));

    /// <summary>Something of a part is still to be delivered.</summary>
    /// <param name="part">The part.</param>
    public bool IsBeforeEndOf(FeedPart part) => IsBeforeEnd(part.Place, part.EndOrdinal);

    /// <summary>An event is still to be delivered.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="ordinal">Its ordinal.</param>
    public bool IsBefore(StatusPosition place, uint ordinal) => place > Place || (place == Place && Delivered != All && Delivered <= ordinal);

    /// <summary>Ordinal of the first event after a part.</summary>
    /// <param name="batch">The part.</param>
    public static uint EndOf(JournalBatch batch)
    {
        var end = batch.FirstOrdinal;
        foreach (var subject in batch.Subjects)
        {
            end += (uint)subject.Changes.Count;
        }

        return end;
    }

    private bool IsBeforeEnd(StatusPosition place, uint end) => place > Place || (place == Place && Delivered != All && Delivered < end);
}
