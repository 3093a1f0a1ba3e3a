using System.Collections.Immutable;

namespace CreditQuery.Log.Embedded;

/// <summary>What of the log is durable: an immutable picture that is replaced after each commit.</summary>
/// <param name="Segments">All segments, oldest first; only the last one grows. Never empty.</param>
/// <param name="TailOffset">Where the durable bytes of the last segment end.</param>
/// <param name="Head">The last durable event.</param>
internal sealed record CommittedState(ImmutableArray<Segment> Segments, long TailOffset, LogHead Head)
{
    /// <summary>Whether nothing will follow: the log is closed.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The segment that is growing.</summary>
    public Segment Tail => Segments[^1];

    /// <summary>Finds the segment in which a revision stands or will stand.</summary>
    /// <returns>Null if it was trimmed away.</returns>
    public Segment? Find(ulong revision)
    {
        for (var i = Segments.Length - 1; i >= 0; i--)
        {
            if (Segments[i].FirstRevision <= revision)
            {
                return Segments[i];
            }
        }

        return null;
    }
}
