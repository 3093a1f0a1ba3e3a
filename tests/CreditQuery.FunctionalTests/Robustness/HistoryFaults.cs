namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What every history must satisfy, each rule by itself.</summary>
/// <remarks>Among them the four ways in which an in-memory store of another project went wrong: a write invisible at its own revision (visible), a later
/// write seen at an earlier revision and something shown and then hidden (model), one revision for two writes (unique).</remarks>
internal static class HistoryFaults
{
    // An offset of log time within the round trip of a poll through a slow network.
    private const long SourceToleranceMs = 150;

    /// <summary>Tells everything that is wrong with a history; nothing if it is sound.</summary>
    public static IEnumerable<string> In(HistoryRecord history)
    {
        if (RawEvent.FaultsOf(history.Log, history.Epoch).ToArray() is { Length: > 0 } broken)
        {
            // Without a dense log nothing else can be told.
            return [.. history.Faults, .. broken];
        }

        var byId = history.Sets.ToDictionary(static set => set.Id);
        RegistryModel[] models = [.. new[] { history.Log }.Concat(history.Lost).Select(log => ModelOf(log, byId))];
        return
        [
            .. history.Faults, .. Unique(history), .. Kept(history), .. Answered(history, models), .. Model(history, models), .. Visible(history), .. Monotone(history),
            .. Fresh(history), .. Level(history, models[0]), .. Equal(history), .. Told(history),
        ];
    }

    // One change id is one event: of the embedded log, where a repetition takes a revision, one first event.
    private static IEnumerable<string> Unique(HistoryRecord history)
    {
        var repeated = history.Plan.Setup == LogSetup.Embedded ? [] : history.Log.GroupBy(static one => one.Id).Where(static group => group.Count() > 1);
        foreach (var group in repeated)
        {
            yield return $"unique: change {group.Key} is {group.Count()} events, at {string.Join(", ", group.Select(static one => one.Revision))}";
        }

        var firsts = history.Sets.SelectMany(static set => set.Answers.Select(answer => (set.Id, answer.Revision))).Distinct();
        foreach (var group in firsts.GroupBy(static first => first.Revision).Where(static group => group.Count() > 1))
        {
            if (!history.MayLose)
            {
                yield return $"unique: revision {group.Key} was given to {string.Join(" and ", group.Select(static one => one.Id))}";
            }
        }
    }

    // Every acknowledged change is in the log, or where the log may lose its end in a report of orphans.
    private static IEnumerable<string> Kept(HistoryRecord history)
    {
        var inLog = history.Log.Select(static one => one.Id).ToHashSet(StringComparer.Ordinal);
        var inOrphans = history.Lost.SelectMany(static log => log).Select(static one => one.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var set in history.Sets.Where(set => set.Answers.Count > 0 && !inLog.Contains(set.Id) && (!history.MayLose || !inOrphans.Contains(set.Id))))
        {
            yield return $"kept: change {set.Id}, acknowledged at revision {set.Answers[0].Revision}, is nowhere";
        }

        if (!history.MayLose && history.Lost.Count > 0)
        {
            yield return $"kept: there are {history.Lost.Count} files of orphans, and the log lost nothing";
        }
    }

    // What writers were told is what the model says of that revision.
    private static IEnumerable<string> Answered(HistoryRecord history, RegistryModel[] models)
    {
        IReadOnlyList<RawEvent>[] logs = [history.Log, .. history.Lost];
        foreach (var set in history.Sets)
        {
            foreach (var answer in set.Answers)
            {
                if (!logs.Zip(models).Any(one => Stands(one.First, one.Second, set, answer)))
                {
                    yield return $"answered: node {answer.Node} said {answer.Outcomes} of {set.Id} at revision {answer.Revision}, the model says "
                        + $"{models[0].Outcomes.ElementAtOrDefault((int)answer.Revision) ?? "nothing"} of that revision";
                }
            }
        }
    }

    private static bool Stands(IReadOnlyList<RawEvent> log, RegistryModel model, WrittenSet set, Acknowledgement answer) =>
        answer.Revision >= 1 && answer.Revision <= (ulong)log.Count
        && log[(int)answer.Revision - 1].Id == set.Id && model.Outcomes[(int)answer.Revision] == answer.Outcomes;

    // What readers saw is exactly what stood at the revision that they were told.
    private static IEnumerable<string> Model(HistoryRecord history, RegistryModel[] models)
    {
        foreach (var seen in history.Seen)
        {
            if (!Array.Exists(models, model => model.Revision >= seen.Revision && seen.Seen.All(one => model.OrdersAt(one.Person, seen.Revision) == one.Orders)))
            {
                var (person, orders) = seen.Seen.FirstOrDefault(one => models[0].OrdersAt(one.Person, seen.Revision) != one.Orders);
                yield return $"model: at revision {seen.Revision} node {seen.Node} showed person {person} with [{orders}], "
                    + $"the model says [{models[0].OrdersAt(person, seen.Revision)}]; the log ends with {history.Log.Count}";
            }
        }
    }

    // What a node has answered it shows from then on.
    private static IEnumerable<string> Visible(HistoryRecord history) => history.MayLose ? [] : history.Seen.Where(static seen => seen.Revision < seen.AtLeast)
        .Select(static seen => $"visible: node {seen.Node} answered at revision {seen.Revision} after it had acknowledged {seen.AtLeast}");

    private static IEnumerable<string> Monotone(HistoryRecord history) => history.MayLose ? [] : history.Seen.GroupBy(static seen => (seen.Reader, seen.Node))
        .SelectMany(static group => group.Zip(group.Skip(1)))
        .Where(static pair => pair.Second.Revision < pair.First.Revision)
        .Select(static pair => $"monotone: node {pair.First.Node} answered at revision {pair.Second.Revision} after {pair.First.Revision}");

    // Everything recorded before the source time of an answer is in it.
    private static IEnumerable<string> Fresh(HistoryRecord history)
    {
        // After a step back events are recorded at the time of the last one before it, which nodes have long passed.
        if (history.Plan.Setup != LogSetup.RedisAlways || history.Plan.Faults.Any(static fault => fault is { Kind: FaultKind.RedisClockStepped, RedisClockSeconds: < 0 }))
        {
            yield break;
        }

        // Where the clock has leapt the source time leaps with it, before what was recorded meanwhile is applied: such an answer says CLOCK_SUSPECT.
        foreach (var seen in history.Seen.Where(seen => seen.Revision < (ulong)history.Log.Count && !seen.IsSuspect))
        {
            var next = history.Log[(int)seen.Revision];
            if (next.Event.RecordedAtMs < seen.SourceTimeMs - SourceToleranceMs)
            {
                yield return $"fresh: node {seen.Node} answered at revision {seen.Revision} as of {seen.SourceTimeMs}, revision {next.Revision} was recorded {seen.SourceTimeMs - next.Event.RecordedAtMs} ms before";
            }
        }
    }

    // At last every node says what the model says.
    private static IEnumerable<string> Level(HistoryRecord history, RegistryModel model)
    {
        foreach (var last in history.Last)
        {
            if (last.Revision != (ulong)history.Log.Count)
            {
                yield return $"level: node {last.Node} stands at revision {last.Revision}, the log at {history.Log.Count}";
            }

            foreach (var (person, orders) in last.Seen.Where(one => model.OrdersAt(one.Person, last.Revision) != one.Orders))
            {
                yield return $"level: node {last.Node} says [{orders}] of person {person}, the model [{model.OrdersAt(person, last.Revision)}]";
            }
        }
    }

    private static IEnumerable<string> Equal(HistoryRecord history)
    {
        for (var node = 0; node < history.Contents.Count; node++)
        {
            var differing = history.Contents[node].Split('\n').Zip(history.Replay.Split('\n')).FirstOrDefault(static pair => pair.First != pair.Second);
            if (history.Contents[node] != history.Replay)
            {
                yield return $"equal: node {node} holds {differing.First}, a fresh replay {differing.Second}";
            }
        }
    }

    // Journals of equal logs are equal wherever both reach; one that lost its end may tell more.
    private static IEnumerable<string> Told(HistoryRecord history)
    {
        // One that begins at the head: its node took a checkpoint of the other one when all was written, and could not take its journal.
        if (history.Journals.Any(journal => journal.Frames.Count == 0 && !(history.Plan.Trims && journal.After.Revision == history.Log[^1].Revision)))
        {
            yield return "told: a journal holds nothing";
        }

        foreach (var journal in history.MayLose ? [] : history.Journals.Skip(1))
        {
            // The journal of a node that took a checkpoint of the other one begins there, or where what it took of the other one's journal begins.
            var (one, two) = (history.Journals[0], journal);
            var since = one.After > two.After ? one.After : two.After;
            var (first, other) = (one.Since(since).ToList(), two.Since(since).ToList());
            if (!first.SequenceEqual(other) || (!history.Plan.Trims && one.Frames.Count != two.Frames.Count))
            {
                var at = first.Zip(other).TakeWhile(static pair => pair.First == pair.Second).Count();
                yield return $"told: after revision {since.Revision} one journal holds {first.Count} of {one.Frames.Count} frames, another {other.Count} of {two.Frames.Count}; "
                    + $"the first that differ are {first.ElementAtOrDefault(at)} and {other.ElementAtOrDefault(at)}";
            }
        }
    }

    private static RegistryModel ModelOf(IReadOnlyList<RawEvent> log, Dictionary<string, WrittenSet> byId)
    {
        var model = new RegistryModel();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in log)
        {
            if (byId.TryGetValue(one.Id, out var set) && known.Add(one.Id))
            {
                model.Apply(set);
            }
            else
            {
                model.Pass();
            }
        }

        return model;
    }
}
