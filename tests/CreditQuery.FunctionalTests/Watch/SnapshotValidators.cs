using CreditQuery.Index;
using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>What a stream promises whose subscriber has a snapshot taken where its token is too old: it says so, the snapshot is the state of its end, and every event after it comes.</summary>
internal static class SnapshotValidators
{
    /// <summary>The faults of what was received; empty if there are none.</summary>
    /// <param name="received">Messages in order.</param>
    /// <param name="expected">Every event of the filter from the subscription's beginning on, when nothing was listed.</param>
    /// <param name="isWanted">The filter.</param>
    public static IEnumerable<string> FaultsOf(IReadOnlyList<WatchResponse> received, IReadOnlyList<StatusEvent> expected, Func<StatusEvent, bool> isWanted)
    {
        StatusEvent[] events = [.. received.Where(static r => r.Event is not null).Select(static r => r.Event)];
        return [
            .. WatchValidators.Filter(events, isWanted), .. WatchValidators.Ordered(events), .. WatchValidators.Unique(events), .. WatchValidators.Bookmarkable(received),
            .. Healed(received), .. Copied(received, expected)];
    }

    // What is lost is said, and made good by a whole snapshot.
    public static IEnumerable<string> Healed(IReadOnlyList<WatchResponse> received)
    {
        var (isLost, isInSnapshot) = (false, false);
        foreach (var response in received)
        {
            switch (response.MessageCase)
            {
                case WatchResponse.MessageOneofCase.Compacted:
                    isLost = true;
                    break;
                case WatchResponse.MessageOneofCase.SnapshotBegin:
                    if (!isLost)
                    {
                        yield return $"healed: {response}, and nothing was lost";
                    }

                    (isLost, isInSnapshot) = (false, true);
                    break;
                case WatchResponse.MessageOneofCase.SnapshotEnd:
                    isInSnapshot = false;
                    break;
                default:
                    if (isLost)
                    {
                        yield return $"healed: {response} before the snapshot";
                    }

                    break;
            }
        }

        if (isLost || isInSnapshot)
        {
            yield return "healed: the snapshot has no end";
        }
    }

    // Outside of snapshots every event comes in its turn; at the end of one the subscriber has the state that all events up to there add up to.
    public static IEnumerable<string> Copied(IReadOnlyList<WatchResponse> received, IReadOnlyList<StatusEvent> expected)
    {
        var (copy, truth) = (new CopiedStates(), new CopiedStates());
        var (next, isInSnapshot) = (0, false);
        foreach (var response in received)
        {
            switch (response.MessageCase)
            {
                case WatchResponse.MessageOneofCase.SnapshotBegin:
                    copy.Clear();
                    isInSnapshot = true;
                    break;
                case WatchResponse.MessageOneofCase.SubjectStatus:
                    copy.Take(response.SubjectStatus);
                    break;
                case WatchResponse.MessageOneofCase.SnapshotEnd:
                    isInSnapshot = false;
                    for (; next < expected.Count && IsWithin(expected[next], response.SnapshotEnd.Token); next++)
                    {
                        truth.Take(expected[next]);
                    }

                    if (copy.Words != truth.Words)
                    {
                        yield return $"copied: at {response} it is {copy.Words}, wanted {truth.Words}";
                    }

                    break;
                case WatchResponse.MessageOneofCase.Event when isInSnapshot:
                    copy.Take(response.Event);
                    break;
                case WatchResponse.MessageOneofCase.Event:
                    if (next >= expected.Count || WatchValidators.WordsOf(response.Event) != WatchValidators.WordsOf(expected[next]))
                    {
                        yield return $"copied: {response.Event} came, wanted {(next < expected.Count ? expected[next] : "none")}";
                        yield break;
                    }

                    copy.Take(expected[next]);
                    truth.Take(expected[next++]);
                    break;
            }
        }

        if (next < expected.Count)
        {
            yield return $"copied: {expected[next]} and {expected.Count - next - 1} more are missing";
        }
    }

    private static bool IsWithin(StatusEvent told, ByteString token)
    {
        var end = HistorySubscriber.PlaceOf(token);
        return told.Cause == EventCause.Time
            ? new StatusPosition(told.Revision, Rules.Periods.CivilDay.Of(told.Instant.ToDateTimeOffset())) <= end
            : told.Revision <= end.Revision;
    }
}
