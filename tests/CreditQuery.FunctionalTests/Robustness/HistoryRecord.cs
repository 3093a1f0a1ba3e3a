using CreditQuery.FunctionalTests.Node;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Everything that is known of a history when it is over.</summary>
internal sealed record HistoryRecord
{
    public required HistoryPlan Plan { get; init; }

    public required string Epoch { get; init; }

    /// <summary>The log, from its first event on.</summary>
    public required IReadOnlyList<RawEvent> Log { get; init; }

    /// <summary>How many of them the log itself no longer had.</summary>
    public required int Trimmed { get; init; }

    /// <summary>Histories that the log had and lost, each from the first event on, as orphans tell.</summary>
    public required IReadOnlyList<IReadOnlyList<RawEvent>> Lost { get; init; }

    public required IReadOnlyList<WrittenSet> Sets { get; init; }

    public required IReadOnlyList<Observation> Seen { get; init; }

    /// <summary>What each node answered at last, about everybody.</summary>
    public required IReadOnlyList<Observation> Last { get; init; }

    /// <summary>The content of each node's index, and of a fresh replay.</summary>
    public required IReadOnlyList<string> Contents { get; init; }

    public required string Replay { get; init; }

    /// <summary>What each node has told subscribers.</summary>
    public required IReadOnlyList<ToldJournal> Journals { get; init; }

    /// <summary>What went wrong on the way: answers nobody should get, nodes that did not end well.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public bool MayLose => Plan.Setup == LogSetup.RedisEverySecond;

    /// <summary>Joins files of orphans to the histories that they continue.</summary>
    public static List<IReadOnlyList<RawEvent>> JoinLost(IReadOnlyList<RawEvent> log, IEnumerable<NodeFolder> folders)
    {
        var joined = new List<IReadOnlyList<RawEvent>>();
        var open = folders.SelectMany(OrphansIn).ToList();
        for (var found = true; found;)
        {
            found = false;
            foreach (var orphans in open.ToArray())
            {
                IReadOnlyList<RawEvent>[] all = [log, .. joined];
                var place = (int)orphans[0].Revision - 1;
                if (Array.Find(all, one => one.Count >= place && (place == 0 || one[place - 1].Chain == orphans[0].Previous)) is { } before)
                {
                    joined.Add([.. before.Take(place), .. orphans]);
                    open.Remove(orphans);
                    found = true;
                }
            }
        }

        return joined;
    }

    private static IEnumerable<List<RawEvent>> OrphansIn(NodeFolder folder) =>
        new CreditQuery.Log.OrphanFolder(new CreditQuery.Log.ChangeLogOptions { Path = folder.Log }).Files()
            .Select(static file => file.Read().Select(static orphan => RawEvent.Parse(orphan.Raw.ToArray())).ToList());
}
