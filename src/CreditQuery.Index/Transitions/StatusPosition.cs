namespace CreditQuery.Index;

/// <summary>A place in the one order of status changes: after all changes of a revision, and of every midnight up to a day.</summary>
/// <remarks>Midnight T stands after every event recorded before it and before every event recorded at or after it, so that both numbers never
/// fall along the order. Source: architecture, chapter 7.</remarks>
/// <param name="Revision">Revision of the last event of the log.</param>
/// <param name="Day">The last midnight passed: the civil day that it began.</param>
public readonly record struct StatusPosition(ulong Revision, int Day) : IComparable<StatusPosition>
{
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
