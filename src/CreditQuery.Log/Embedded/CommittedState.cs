using System.Collections.Immutable;

namespace CreditQuery.Log.Embedded;

/// <summary>What of the log is durable: an immutable picture that the writer replaces after each commit.</summary>
internal sealed class CommittedState
{
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All segments, oldest first; only the last one grows. Never empty.</summary>
    public required ImmutableArray<Segment> Segments { get; init; }

    /// <summary>Where the durable bytes of the last segment end.</summary>
    public required long TailOffset { get; init; }

    /// <summary>The last durable event.</summary>
    public required LogHead Head { get; init; }

    /// <summary>Whether nothing will follow: the log is closed.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Completes when a newer picture exists; whoever saw this one misses nothing by waiting for it.</summary>
    public Task Superseded => _superseded.Task;

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

    /// <summary>Wakes those who wait; called once, after the newer picture is visible.</summary>
    public void Supersede() => _superseded.TrySetResult();
}
