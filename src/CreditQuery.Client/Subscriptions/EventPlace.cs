using CreditQuery.Protos.V1;

namespace CreditQuery.Client;

/// <summary>Where an event stands in the order that all nodes share.</summary>
/// <param name="Revision">Revision.</param>
/// <param name="Instant">Of one revision the midnights come after the changes, in their order.</param>
/// <param name="Ordinal">Order within the place.</param>
/// <param name="Named">A change of the catalogue is told once, then to each subject of the filter.</param>
internal readonly record struct EventPlace(ulong Revision, DateTimeOffset Instant, long Ordinal, uint Named) : IComparable<EventPlace>
{
    /// <summary>The place of an event.</summary>
    /// <param name="told">The event.</param>
    public static EventPlace Of(StatusEvent told) => new(
        told.Revision,
        told.Instant?.ToDateTimeOffset() ?? DateTimeOffset.MinValue,
        told.Ordinal,
        told is { Type: StatusEventType.Changed, EntryId: "", HasFilterIndex: true } ? told.FilterIndex + 1 : 0);

    /// <summary>Both stand in one revision, or at one midnight.</summary>
    /// <param name="other">The other one.</param>
    public bool IsAtSamePlace(EventPlace other) => (Revision, Instant) == (other.Revision, other.Instant);

    /// <inheritdoc/>
    public int CompareTo(EventPlace other) => (Revision, Instant, Ordinal, Named).CompareTo((other.Revision, other.Instant, other.Ordinal, other.Named));
}
