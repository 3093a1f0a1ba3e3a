using System.Text;
using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.Rules.Transitions;
using CreditQuery.UnitTests.Index;
using CreditQuery.UnitTests.Properties.Histories;
using RandomChanges = CreditQuery.UnitTests.Properties.Histories.RandomChanges;

namespace CreditQuery.UnitTests.Properties;

/// <summary>Whoever adds up what is told knows what a newcomer would be told; and every node tells the same.</summary>
public sealed class ToldStatusTests
{
    private const int AllFiltersEvery = 5;

    public static TheoryData<string> Catalogues => [.. World.Catalogues];

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Tell_RandomHistory_AddsUpToTheStates(string catalogue)
    {
        var told = 0;
        foreach (var seed in HistoryRun.Seeds(3))
        {
            var random = new RandomSource(seed);
            var sink = new ToldStatuses();
            var seen = 0;
            var known = new List<(EntryFilter Filter, Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState> States)>();
            var reused = new ReusedIds();
            using var world = HistoryRun.Of(catalogue, random, changes: 160, (now, step) =>
            {
                if (step == 1)
                {
                    now.Registry.Index.Midnights.TellTo(sink);
                    known.AddRange(EntryFilter.Of(now.Catalogue).Select(filter => (filter, Learn(now, filter))));
                    return;
                }

                now.Registry.Index.Midnights.Pass(now.Today);
                for (; seen < sink.All.Count; seen++)
                {
                    known.ForEach(subscriber => AddUp(subscriber.States, sink.All[seen].Subject, subscriber.Filter));
                    told++;
                }

                reused.Note(now);
                foreach (var (filter, states) in step % AllFiltersEvery == 0 ? known : known[..1])
                {
                    var (wanted, got) = (Words(reused.Without(Learn(now, filter))), Words(reused.Without(states)));
                    Assert.True(wanted == got, $"{catalogue}, seed {seed}, step {step}, {filter}: wanted\n{wanted}\ngot\n{got}\ntold\n{string.Join('\n', sink.Lines().TakeLast(12))}");
                }
            });
        }

        Assert.True(told > 200, $"Only {told} subjects were told of: the property says little.");
    }

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Tell_AfterRestartsAndElsewhere_IsTheSame(string catalogue)
    {
        foreach (var seed in HistoryRun.Seeds(2))
        {
            var random = new RandomSource(seed);
            var (sink, restarted) = (new ToldStatuses(), new ToldStatuses());
            using var world = HistoryRun.Of(catalogue, random, changes: 1);
            world.Registry.Index.Midnights.TellTo(sink);
            var next = new RandomChanges(world, random);
            using var other = TestRegistry.OpenAt(Path.Combine(world.Registry.Folder, "..", "other"));
            other.Midnights.TellTo(restarted);
            for (var step = 0; step < 120; step++)
            {
                world.Apply(next.Next());
                world.Registry.Now += random.OneIn(3) ? TimeSpan.FromHours(random.Below(60)) : TimeSpan.Zero;
                if (random.OneIn(4))
                {
                    world.Registry.Index.Midnights.Pass(world.Today);
                }

                if (step is 30 or 80)
                {
                    world.Registry.Index.Checkpoints.Take();
                }

                if (step is 50 or 90)
                {
                    world.Registry.Restart(sink);
                }
            }

            world.Registry.Replay(other);
            world.Registry.Index.Midnights.Pass(world.Today);
            other.Midnights.Pass(world.Today);
            var from = sink.All[0].At;
            Assert.Equal(sink.Lines(), restarted.All.Where(told => told.At >= from).SelectMany(told => told.Subject.Changes.Select(change => $"{told.At} {told.Subject.Key} {change}")));
        }
    }

    // What a newcomer with a filter would be told now.
    private static Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState> Learn(World world, EntryFilter filter)
    {
        var known = new Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState>();
        Array.ForEach(World.Identifiers, id => Learn(world, id, filter, known));
        return known;
    }

    private static void Learn(World world, string id, EntryFilter filter, Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState> known)
    {
        var key = world.Registry.KeyOf(id);
        if (world.Registry.Record(id) is not { } record || world.Registry.Index.Current.CatalogueAt(world.Today) is not { } version)
        {
            return;
        }

        foreach (var change in StatusTransitions.Between([], world.Today, record, world.Today, version.Catalogue).Where(c => c.Kind == StatusChangeKind.Listed && filter.Wants(c, new SubjectView(record).Header.Kind)))
        {
            known[(KeyIn(world, key), change.EntryId, change.Unit, change.Role)] = change.State;
        }
    }

    private static SubjectKey KeyIn(World world, SubjectKey key)
    {
        using var reader = world.Registry.Index.RentReader();
        return reader.ReadCopy(key, out var foundUnder) is null ? key : foundUnder;
    }

    private static void AddUp(Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState> known, SubjectTransitions told, EntryFilter filter)
    {
        foreach (var change in told.Changes)
        {
            if (change.Kind == StatusChangeKind.AliasMerged && change.Unit != default)
            {
                Array.ForEach([.. known.Keys.Where(k => k.Key == told.Key)], gone => known.Remove(gone));
            }

            if (change.EntryId.Length > 0 && filter.Wants(change, told.Kind))
            {
                known[(told.Key, change.EntryId, change.Unit, change.Role)] = change.State;
            }
        }
    }

    private static string Words(IEnumerable<KeyValuePair<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState>> known) =>
        string.Join('\n', known.Where(k => IsLive(k.Value)).Select(k => $"{k.Key} {k.Value}").Order(StringComparer.Ordinal));

    private static bool IsLive(EntryState state) =>
        state is EntryState.Active or EntryState.Pending or EntryState.Grace or EntryState.Suspended or EntryState.Monitored or EntryState.Held;

    /// <summary>Ids that a unit has for an entry of its own and for one that it inherits, or inherits twice: one hides the other, until retention takes it out
    /// (docs/gaps.md).</summary>
    private sealed class ReusedIds
    {
        private readonly HashSet<(SubjectKey Key, string Entry)> _reused = [];

        public void Note(World world)
        {
            var records = World.Identifiers.Select(id => (Key: KeyIn(world, world.Registry.KeyOf(id)), Record: world.Registry.Record(id)))
                .Where(static record => record.Record?.Length >= SubjectHeader.Size).DistinctBy(static record => record.Key).ToDictionary(static record => record.Key, static record => Describe(record.Record!));
            foreach (var (key, (own, _, predecessors)) in records)
            {
                var inherited = predecessors.Where(records.ContainsKey).SelectMany(predecessor => records[predecessor].All);
                _reused.UnionWith(own.Concat(inherited).GroupBy(static id => id).Where(static id => id.Count() > 1).Select(id => (key, id.Key)));
            }
        }

        public IEnumerable<KeyValuePair<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState>> Without(
            Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState> states) =>
            states.Where(state => !_reused.Contains((state.Key.Unit == default ? state.Key.Key : state.Key.Unit, state.Key.Entry)));

        private static (HashSet<string> Own, HashSet<string> All, SubjectKey[] Predecessors) Describe(byte[] record)
        {
            var view = new SubjectView(record);
            var (own, all) = (new HashSet<string>(), new HashSet<string>());
            foreach (ref readonly var entry in view.Entries)
            {
                var id = Encoding.UTF8.GetString(view.EntryId(entry));
                all.Add(id);
                if ((entry.Flags & EntryFlags.Inherited) == 0)
                {
                    own.Add(id);
                }
            }

            return (own, all, [.. view.Links.ToArray().Where(static link => link.Kind == LinkKind.Predecessor).Select(static link => link.Other)]);
        }
    }
}
