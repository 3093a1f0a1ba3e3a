using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>What a stream with merged events promises: order and states as ever, each event accounted for, and the state of a revision wherever there is a token.</summary>
internal static class MergedValidators
{
    /// <summary>The faults of what was received; empty if there are none.</summary>
    /// <param name="received">Messages in order.</param>
    /// <param name="expected">Every event of the filter from the subscription's beginning on, none merged.</param>
    /// <param name="isWanted">The filter.</param>
    public static IEnumerable<string> FaultsOf(IReadOnlyList<WatchResponse> received, IReadOnlyList<StatusEvent> expected, Func<StatusEvent, bool> isWanted)
    {
        StatusEvent[] events = [.. received.Where(static r => r.Event is not null).Select(static r => r.Event)];
        return [
            .. WatchValidators.Filter(events, isWanted), .. WatchValidators.Ordered(events), .. WatchValidators.Unique(events), .. WatchValidators.Bookmarkable(received),
            .. WatchValidators.PreviousState(events), .. Accounted(events, expected), .. Whole(events, expected)];
    }

    // Each event is one that was to come and stands for those of its entry since the one before, no more and no fewer; what has no entry is never merged.
    public static IEnumerable<string> Accounted(IReadOnlyList<StatusEvent> events, IReadOnlyList<StatusEvent> expected)
    {
        var waiting = expected.GroupBy(WayOf).ToDictionary(static g => g.Key, static g => new Queue<StatusEvent>(g));
        foreach (var told in events)
        {
            var merged = 0u;
            var queue = waiting.GetValueOrDefault(WayOf(told)) ?? [];
            while (queue.TryPeek(out var next) && PlaceOf(next).CompareTo(PlaceOf(told)) < 0)
            {
                _ = queue.Dequeue();
                merged++;
            }

            if (!queue.TryDequeue(out var same) || (PlaceOf(same), same.Type, same.State) != (PlaceOf(told), told.Type, told.State))
            {
                yield return $"accounted: {told} was not to come";
            }
            else if (merged != told.Merged || (merged > 0 && told.EntryId.Length == 0))
            {
                yield return $"accounted: {told} stands for {told.Merged} earlier ones, wanted {merged}";
            }
        }
    }

    // Wherever one could resume, what was received is the state of that place.
    public static IEnumerable<string> Whole(IReadOnlyList<StatusEvent> events, IReadOnlyList<StatusEvent> expected)
    {
        var (got, wanted) = (new Dictionary<Way, EntryState>(), new Dictionary<Way, EntryState>());
        var next = 0;
        foreach (var told in events)
        {
            got[WayOf(told)] = told.State;
            if (told.Token.IsEmpty)
            {
                continue;
            }

            for (; next < expected.Count && PlaceOf(expected[next]).CompareTo(PlaceOf(told)) <= 0; next++)
            {
                wanted[WayOf(expected[next])] = expected[next].State;
            }

            if (got.Count != wanted.Count || wanted.Any(pair => got.GetValueOrDefault(pair.Key) != pair.Value))
            {
                yield return $"whole: {told} has a token, and what was received is not the state of its place";
            }
        }
    }

    private static Way WayOf(StatusEvent told) => new(told.Subject, told.EntryId, told.EntryId.Length == 0 ? $"{told.Type}" : $"{told.Via}");

    private static (ulong Revision, long Instant, uint Ordinal) PlaceOf(StatusEvent told) => (told.Revision, told.Instant.Seconds, told.Ordinal);

    private readonly record struct Way(string Subject, string EntryId, string Through);
}
