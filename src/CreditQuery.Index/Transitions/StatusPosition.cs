using System.Buffers.Binary;

namespace CreditQuery.Index;

/// <summary>A place in the one order of status changes: after all changes of a revision, and of every midnight up to a day.</summary>
/// <remarks>Midnight T stands after every event recorded before it and before every event recorded at or after it, so that both numbers never
/// fall along the order. Source: architecture, chapter 7.</remarks>
/// <param name="Revision">Revision of the last event of the log.</param>
/// <param name="Day">The last midnight passed: the civil day that it began.</param>
public readonly record struct StatusPosition(ulong Revision, int Day) : IComparable<StatusPosition>
{
    /// <summary>The first eight bytes of the chain value after the revision, as a number: a place of this history, or of one that the log has lost since.</summary>
    /// <value>0 where it is not known. No part of the order, nor of equality.</value>
    public ulong ChainMark { get; init; }

    /// <summary>The mark of a chain value.</summary>
    /// <param name="chain">20 bytes; none before the first revision.</param>
    public static ulong MarkOf(ReadOnlySpan<byte> chain) => chain.Length < sizeof(ulong) ? 0 : BinaryPrimitives.ReadUInt64BigEndian(chain);

    /// <summary>The same revision and day.</summary>
    /// <param name="other">The other place.</param>
    public bool Equals(StatusPosition other) => Revision == other.Revision && Day == other.Day;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Revision, Day);

    /// <summary>Orders by revision, then day.</summary>
    /// <param name="other">The other place.</param>
    public int CompareTo(StatusPosition other) => Revision != other.Revision ? Revision.CompareTo(other.Revision) : Day.CompareTo(other.Day);

    /// <summary>Before.</summary>
    public static bool operator <(StatusPosition left, StatusPosition right) => left.CompareTo(right) < 0;

    /// <summary>After.</summary>
    public static bool operator >(StatusPosition left, StatusPosition right) => left.CompareTo(right) > 0;

    /// <summary>Before or the same.</summary>
    public static bool operator <=(StatusPosition left, StatusPosition right) => left.CompareTo(right) <= 0;

    /// <summary>After or the same.</summary>
    public static bool operator >=(StatusPosition left, StatusPosition right) => left.CompareTo(right) >= 0;
}
