using CreditQuery.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>What a stream of status events promises, each checked by itself over what one subscriber received, resumed streams joined.</summary>
/// <remarks>After the nine validators of etcd's robustness suite: filter, ordered, unique, atomic, reliable, resumable, bookmarkable, previous state, creation.</remarks>
internal static class WatchValidators
{
    /// <summary>The faults of what was received; empty if there are none.</summary>
    /// <param name="received">Messages in order.</param>
    /// <param name="expected">Every event of the filter from the subscription's beginning on, as a node that replays the log tells them.</param>
    /// <param name="isWanted">The filter.</param>
    public static IEnumerable<string> FaultsOf(IReadOnlyList<WatchResponse> received, IReadOnlyList<StatusEvent> expected, Func<StatusEvent, bool> isWanted)
    {
        StatusEvent[] events = [.. received.Where(static r => r.Event is not null).Select(static r => r.Event)];
        return [
            .. Filter(events, isWanted), .. Ordered(events), .. Unique(events), .. Atomic(events, expected), .. Reliable(events, expected), .. Resumable(events, expected),
            .. Bookmarkable(received), .. PreviousState(events), .. Creation(events)];
    }

    /// <summary>What the client's verifier says of streams that were joined.</summary>
    /// <param name="received">Messages in order.</param>
    /// <param name="subjects">Number of subjects of the filter.</param>
    public static IEnumerable<string> Verified(IReadOnlyList<WatchResponse> received, int subjects)
    {
        var verifier = new StreamVerifier(subjects, verifiesStates: true);
        foreach (var response in received)
        {
            var fault = Fault(verifier, response);
            if (fault is not null)
            {
                return [fault];
            }
        }

        return [];
    }

    public static IEnumerable<string> Filter(IReadOnlyList<StatusEvent> events, Func<StatusEvent, bool> isWanted) =>
        events.Where(e => !isWanted(e)).Select(static e => $"filter: {e} was not asked for");

    public static IEnumerable<string> Ordered(IReadOnlyList<StatusEvent> events) =>
        Pairs(events).Where(static p => PlaceOf(p.Next).CompareTo(PlaceOf(p.Earlier)) < 0).Select(static p => $"ordered: {p.Next} came after {p.Earlier}");

    public static IEnumerable<string> Unique(IReadOnlyList<StatusEvent> events) =>
        events.GroupBy(PlaceOf).Where(static g => g.Key.Type != StatusEventType.Changed && g.Count() > 1).Select(static g => $"unique: {g.Key} came {g.Count()} times");

    // Of a revision that was begun and left, everything came.
    public static IEnumerable<string> Atomic(IReadOnlyList<StatusEvent> events, IReadOnlyList<StatusEvent> expected)
    {
        var wanted = expected.GroupBy(static e => (e.Revision, e.Instant)).ToDictionary(static g => g.Key, static g => g.Count());
        var last = events.Count == 0 ? default : (events[^1].Revision, events[^1].Instant);
        return events.GroupBy(static e => (e.Revision, e.Instant)).Where(g => g.Key != last && g.Count() != wanted.GetValueOrDefault(g.Key))
            .Select(g => $"atomic: of revision {g.Key} came {g.Count()} of {wanted.GetValueOrDefault(g.Key)}");
    }

    // Up to the last event received none is missing.
    public static IEnumerable<string> Reliable(IReadOnlyList<StatusEvent> events, IReadOnlyList<StatusEvent> expected)
    {
        var got = events.Select(WordsOf).ToHashSet(StringComparer.Ordinal);
        return events.Count == 0 ? [] : expected.TakeWhile(e => PlaceOf(e).CompareTo(PlaceOf(events[^1])) <= 0).Where(e => !got.Contains(WordsOf(e)))
            .Select(static e => $"reliable: {e} is missing");
    }

    // What was received is the beginning of what was to come, in the same words, whatever streams it came by.
    public static IEnumerable<string> Resumable(IReadOnlyList<StatusEvent> events, IReadOnlyList<StatusEvent> expected)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (i >= expected.Count || WordsOf(events[i]) != WordsOf(expected[i]))
            {
                return [$"resumable: event {i} is {events[i]}, wanted {(i < expected.Count ? expected[i] : "none")}"];
            }
        }

        return [];
    }

    public static IEnumerable<string> Bookmarkable(IReadOnlyList<WatchResponse> received)
    {
        var bookmark = 0ul;
        foreach (var response in received)
        {
            if (response.Progress is { } progress)
            {
                bookmark = Math.Max(bookmark, progress.Revision);
            }
            else if (response.Event is { Cause: EventCause.Log } told && told.Revision <= bookmark)
            {
                yield return $"bookmarkable: {told} came after progress {bookmark}";
            }
        }
    }

    public static IEnumerable<string> PreviousState(IReadOnlyList<StatusEvent> events)
    {
        var states = new Dictionary<(string, uint, string, string), (EntryState State, ulong Revision, Google.Protobuf.WellKnownTypes.Timestamp Instant, EntryState Before)>();
        foreach (var told in events.Where(static e => e.EntryId.Length > 0))
        {
            var key = (told.Subject, told.FilterIndex, told.EntryId, $"{told.Via}");
            if (states.TryGetValue(key, out var known))
            {
                // Several events of one place (a listing and the incentive that it grants) have the same state before.
                var sameEvent = (known.Revision, known.Instant) == (told.Revision, told.Instant);
                var wanted = sameEvent ? known.Before : known.State;

                // What was over may have left the filter's lists or regions in silence, and come back.
                var isNew = told is { Type: StatusEventType.Listed, PreviousState: EntryState.Unspecified } && IsOver(wanted);
                if (told.PreviousState != wanted && !isNew)
                {
                    yield return $"previous state: {told}, known was {wanted}";
                }
            }

            states[key] = (told.State, told.Revision, told.Instant, told.PreviousState);
        }
    }

    public static IEnumerable<string> Creation(IReadOnlyList<StatusEvent> events)
    {
        var live = new HashSet<(string, uint, string, string)>();
        foreach (var told in events.Where(static e => e.EntryId.Length > 0))
        {
            var key = (told.Subject, told.FilterIndex, told.EntryId, $"{told.Via}");
            if (told.Type == StatusEventType.Listed && (!live.Add(key) || told.PreviousState != EntryState.Unspecified))
            {
                yield return $"creation: {told}, although it was there";
            }

            if (IsOver(told.State))
            {
                live.Remove(key);
            }
        }
    }

    private static string? Fault(StreamVerifier verifier, WatchResponse response)
    {
        try
        {
            verifier.Take(response);
            return null;
        }
        catch (BrokenGuaranteeException fault)
        {
            return fault.Message;
        }
    }

    private static bool IsOver(EntryState state) =>
        state is EntryState.Unspecified or EntryState.Revoked or EntryState.Repaired or EntryState.Exited or EntryState.Expired;

    private static IEnumerable<(StatusEvent Earlier, StatusEvent Next)> Pairs(IReadOnlyList<StatusEvent> events) => events.Zip(events.Skip(1));

    private static (ulong Revision, long Instant, uint Ordinal, StatusEventType Type) PlaceOf(StatusEvent e) =>
        (e.Revision, e.Instant.Seconds, e.Ordinal, e.Type == StatusEventType.Changed && e.EntryId.Length == 0 ? StatusEventType.Changed : default);

    /// <summary>The words of an event; tokens and positions in a filter are the subscription's own.</summary>
    public static string WordsOf(StatusEvent e)
    {
        var words = e.Clone();
        words.Token = Google.Protobuf.ByteString.Empty;
        words.ClearFilterIndex();
        return words.ToString();
    }
}
