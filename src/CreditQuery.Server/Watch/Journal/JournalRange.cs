namespace CreditQuery.Server.Watch.Journal;

/// <summary>Whole frames of a file of the journal.</summary>
/// <param name="Segment">The file.</param>
/// <param name="From">Where the first one begins.</param>
/// <param name="To">Where the last one ends.</param>
internal readonly record struct JournalRange(JournalSegment Segment, long From, long To)
{
    /// <summary>Bytes of them.</summary>
    public long Length => To - From;
}
