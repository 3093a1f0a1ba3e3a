using CreditQuery.Rules.Periods;

namespace CreditQuery.Index.Apply;

/// <summary>Where a set stands in the log.</summary>
/// <param name="Revision">Its revision.</param>
/// <param name="RecordedAt">When it was recorded.</param>
internal readonly record struct SetPosition(ulong Revision, DateTimeOffset RecordedAt)
{
    /// <summary>Civil day on which it was recorded.</summary>
    public int Day => CivilDay.Of(RecordedAt);
}
