using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Subjects;
using CreditQuery.Rules.Transitions;
using CreditQuery.UnitTests.Index;
using CreditQuery.UnitTests.Properties.Histories;
using RandomChanges = CreditQuery.UnitTests.Properties.Histories.RandomChanges;

namespace CreditQuery.UnitTests.Properties;

/// <summary>Whoever adds up what is told knows what a newcomer would be told; and every node tells the same.</summary>
public sealed class ToldStatusTests
{
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
            var known = new Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState>();
            using var world = HistoryRun.Of(catalogue, random, changes: 160, (now, step) =>
            {
                if (step == 1)
                {
                    now.Registry.Index.TellTo(sink);
                    Array.ForEach(World.Identifiers, id => Learn(now, id, known));
                    return;
                }

                now.Registry.Index.PassMidnights(now.Today);
                for (; seen < sink.All.Count; seen++)
                {
                    AddUp(known, sink.All[seen].Subject);
                    told++;
                }

                var expected = new Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState>();
                Array.ForEach(World.Identifiers, id => Learn(now, id, expected));
                Assert.True(Words(expected) == Words(known), $"{catalogue}, seed {seed}, step {step}: wanted\n{Words(expected)}\ngot\n{Words(known)}\ntold\n{string.Join('\n', sink.Lines().TakeLast(12))}");
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
            world.Registry.Index.TellTo(sink);
            var next = new RandomChanges(world, random);
            using var other = TestRegistry.OpenAt(Path.Combine(world.Registry.Folder, "..", "other"));
            other.TellTo(restarted);
            for (var step = 0; step < 120; step++)
            {
                world.Apply(next.Next());
                world.Registry.Now += random.OneIn(3) ? TimeSpan.FromHours(random.Below(60)) : TimeSpan.Zero;
                if (random.OneIn(4))
                {
                    world.Registry.Index.PassMidnights(world.Today);
                }

                if (step is 30 or 80)
                {
                    world.Registry.Index.Checkpoint();
                }

                if (step is 50 or 90)
                {
                    world.Registry.Restart(sink);
                }
            }

            world.Registry.Replay(other);
            world.Registry.Index.PassMidnights(world.Today);
            other.PassMidnights(world.Today);
            var from = sink.All[0].At;
            Assert.Equal(sink.Lines(), restarted.All.Where(told => told.At >= from).SelectMany(told => told.Subject.Changes.Select(change => $"{told.At} {told.Subject.Key} {change}")));
        }
    }

    // What a newcomer would be told of a subject now.
    private static void Learn(World world, string id, Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState> known)
    {
        var key = world.Registry.KeyOf(id);
        if (world.Registry.Record(id) is not { } record || world.Registry.Index.Current.CatalogueAt(world.Today) is not { } version)
        {
            return;
        }

        foreach (var change in StatusTransitions.Between([], world.Today, record, world.Today, version.Catalogue).Where(c => c.Kind == StatusChangeKind.Listed))
        {
            known[(KeyIn(world, key), change.EntryId, change.Unit, change.Role)] = change.State;
        }
    }

    private static SubjectKey KeyIn(World world, SubjectKey key)
    {
        using var reader = world.Registry.Index.RentReader();
        return reader.ReadCopy(key, out var foundUnder) is null ? key : foundUnder;
    }

    private static void AddUp(Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState> known, SubjectTransitions told)
    {
        foreach (var change in told.Changes)
        {
            if (change.Kind == StatusChangeKind.AliasMerged && change.Unit != default)
            {
                Array.ForEach([.. known.Keys.Where(k => k.Key == told.Key)], gone => known.Remove(gone));
            }

            if (change.EntryId.Length > 0)
            {
                known[(told.Key, change.EntryId, change.Unit, change.Role)] = change.State;
            }
        }
    }

    private static string Words(Dictionary<(SubjectKey Key, string Entry, SubjectKey Unit, Role Role), EntryState> known) =>
        string.Join('\n', known.Where(k => IsLive(k.Value)).Select(k => $"{k.Key} {k.Value}").Order(StringComparer.Ordinal));

    private static bool IsLive(EntryState state) =>
        state is EntryState.Active or EntryState.Pending or EntryState.Grace or EntryState.Suspended or EntryState.Monitored or EntryState.Held;
}
