using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.UnitTests.Properties.Histories;
using CreditQuery.UnitTests.Properties.Naive;
using Conclusion = CreditQuery.Rules.Checks.Conclusion;
using MeasureState = CreditQuery.Rules.Checks.MeasureState;

namespace CreditQuery.UnitTests.Properties;

/// <summary>What must hold of every history, whatever the rows say.</summary>
public sealed class HistoryTests
{
    private static readonly Conclusion[] FromWorst =
        [Conclusion.Block, Conclusion.Indeterminate, Conclusion.Caution, Conclusion.SuspendedOnly, Conclusion.Clear, Conclusion.Prefer];

    public static TheoryData<string> Catalogues => [.. World.Catalogues];

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Apply_UnrelatedChangesInAnotherOrder_GivesTheSameAnswers(string catalogue)
    {
        foreach (var seed in HistoryRun.Seeds(2))
        {
            var random = new RandomSource(seed);
            using var one = new World(catalogue);
            using var other = new World(catalogue);
            var threads = Threads(one, random);
            foreach (var world in (World[])[one, other])
            {
                foreach (var change in Interleaved(threads, random))
                {
                    world.Apply(change);
                }
            }

            var questions = new RandomQuestions(one, random);
            for (var i = 0; i < 150; i++)
            {
                var question = questions.Next();
                Assert.True(AnswerWords.Tell(one, one.Ask(question)) == AnswerWords.Tell(other, other.Ask(question)),
                    $"{catalogue}, seed {seed}: {question}\n{AnswerWords.Tell(one, one.Ask(question))}\n{AnswerWords.Tell(other, other.Ask(question))}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void End_AnyEntry_LeavesNoMeasureBehind(string catalogue)
    {
        var shown = 0;
        foreach (var seed in HistoryRun.Seeds(2))
        {
            var random = new RandomSource(seed);
            using var world = HistoryRun.Of(catalogue, random, changes: 60);
            for (var i = 0; i < 24; i++)
            {
                var id = "ended-" + i;
                if (!Put(world, random, random.Pick(World.Units), id, random.Pick(world.Catalogue.ListTypes), out var entry))
                {
                    continue;
                }

                var before = Ask(world, random, World.Identifiers);
                shown += before.Count(q => AnswerWords.By(world.Ask(q), id).Length > 0);
                Change end = (i % 3) switch
                {
                    0 => new Change { ExitEntry = new ExitEntry { Entry = entry, Reason = "performed" } },
                    1 => new Change { RepairEntry = new RepairEntry { Entry = entry, Method = "perform", DecisionNo = "d" } },
                    _ => new Change { RevokeEntry = new RevokeEntry { Entry = entry, DecisionNo = "d" } },
                };
                if (world.Apply(end) != OutcomeKind.Applied)
                {
                    continue;
                }

                foreach (var question in before)
                {
                    // Past days show an exited entry still; repaired and revoked ones are gone for every day.
                    var past = i % 3 > 0 && question.Scenario.AsOf == AsOfRule.EvaluationDay ? question with { AsOf = question.Today - 30 } : question;
                    Assert.True(AnswerWords.By(world.Ask(past), id).Length == 0, $"{catalogue}, seed {seed}, {end.ChangeCase}: {past}\n{AnswerWords.Tell(world, world.Ask(past))}");
                }
            }
        }

        Assert.True(shown > 100, $"Only {shown} answers showed an entry that was ended: the property says little.");
    }

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void EndSuspension_RestoresTheAnswers(string catalogue)
    {
        var suspended = 0;
        foreach (var seed in HistoryRun.Seeds(2))
        {
            var random = new RandomSource(seed);
            using var world = HistoryRun.Of(catalogue, random, changes: 60);
            for (var i = 0; i < 14; i++)
            {
                if (!Put(world, random, random.Pick(World.Units), "suspended-" + i, random.Pick(world.Catalogue.ListTypes), out var entry))
                {
                    continue;
                }

                var questions = Ask(world, random, random.Shuffled(World.Identifiers)[..6]);
                var before = questions.Select(q => AnswerWords.Tell(world, world.Ask(q))).ToArray();
                var (open, close) = Suspension(entry, i);

                Assert.Equal(OutcomeKind.Applied, world.Apply(open));
                var during = questions.SelectMany(q => AnswerWords.By(world.Ask(q), entry.EntryId)).ToArray();
                suspended += during.Count(m => m.State == MeasureState.Suspended);
                Assert.True(i % 2 > 0 || during.All(m => m.State != MeasureState.Active), $"{catalogue}, seed {seed}: active although stayed");
                Assert.Equal(OutcomeKind.Applied, world.Apply(close));

                for (var q = 0; q < questions.Length; q++)
                {
                    var after = AnswerWords.Tell(world, world.Ask(questions[q]));
                    Assert.True(before[q] == after, $"{catalogue}, seed {seed}: {questions[q]}\nbefore\n{before[q]}\nafter\n{after}");
                }
            }
        }

        Assert.True(suspended > 20, $"Only {suspended} measures were suspended: the property says little.");
    }

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Put_AnIncentive_NeverWeakensADiscipline(string catalogue)
    {
        foreach (var seed in HistoryRun.Seeds(2))
        {
            var random = new RandomSource(seed);
            using var world = HistoryRun.Of(catalogue, random, changes: 80);
            var red = world.Catalogue.ListTypes.Where(l => l.Tier == ListTier.Red).ToArray();
            for (var i = 0; i < 10; i++)
            {
                var subject = random.Pick(World.Units);
                var questions = Ask(world, random, [subject, .. World.Persons[..2]]);
                var before = questions.Select(world.Ask).ToArray();

                Put(world, random, subject, "honour-" + i, random.Pick(red), out _);

                foreach (var (question, was) in questions.Zip(before))
                {
                    var now = world.Ask(question);
                    var weaker = Array.IndexOf(FromWorst, now.Whole.Conclusion) > Array.IndexOf(FromWorst, was.Whole.Conclusion) && was.Whole.Conclusion != Conclusion.Clear;
                    Assert.True(!weaker && AnswerWords.TellDisciplines(world, was) == AnswerWords.TellDisciplines(world, now),
                        $"{catalogue}, seed {seed}: {question}\nwas\n{AnswerWords.Tell(world, was)}\nis\n{AnswerWords.Tell(world, now)}");
                }
            }
        }
    }

    // Changes of two groups of subjects and of what concerns none: nothing of one thread touches another.
    private static List<Change>[] Threads(World world, RandomSource random)
    {
        var all = new RandomChanges(world, random);
        List<Change> shared = [.. all.Sources()];
        List<Change>[] threads = [Of(new RandomChanges(world, random, World.Units[..3], World.Persons[..2])), Of(new RandomChanges(world, random, World.Units[3..], World.Persons[2..])), shared];
        return threads;

        List<Change> Of(RandomChanges changes) =>
            [.. changes.First().Concat(Enumerable.Range(0, 70).Select(_ => changes.Next())).Where(c => c.AdoptMeasure is null && c.PutSource is null)];
    }

    private static IEnumerable<Change> Interleaved(List<Change>[] threads, RandomSource random)
    {
        var next = new int[threads.Length];
        foreach (var thread in random.Shuffled(threads.SelectMany((t, index) => t.Select(_ => index))))
        {
            yield return threads[thread][next[thread]++];
        }
    }

    private static NaiveQuestion[] Ask(World world, RandomSource random, IEnumerable<string> subjects)
    {
        var questions = new RandomQuestions(world, random);
        var mostly = world.Catalogue.Scenarios.Count > 20 ? 3 : 1;
        return [.. subjects.SelectMany(questions.AboutToday).Where(_ => random.OneIn(mostly))];
    }

    // An entry in force today.
    private static bool Put(World world, RandomSource random, string subject, string id, ListTypeDefinition list, out EntryRef entry)
    {
        var change = new RandomChanges(world, random).Put(subject, id, list);
        var put = change.PutEntry;
        (put.ValidFrom, put.ValidTo, put.UntilPerformed) = (RandomSource.Text(world.Today - 200), RandomSource.Text(world.Today + 20), false);
        (put.DecidedOn, put.GraceTo, put.RectifyBy, put.PendingResolution, put.ResolutionRef) = (RandomSource.Text(world.Today - 200), "", "", false, "r");
        (put.Scope, put.SeverityScheme, put.Severity, put.ActedOn, put.MinorAct) = (0, "", "", "", false);
        put.RecognisedRegions.Clear();
        entry = put.Entry;
        return world.Apply(change) == OutcomeKind.Applied;
    }

    // In turns a stay and an objection, and what ends them on the same day.
    private static (Change Open, Change Close) Suspension(EntryRef entry, int turn) => turn % 2 == 0
        ? (new Change { StayEntry = new StayEntry { Entry = entry, OrderNo = "s" } }, new Change { EndStay = new EndStay { Entry = entry, OrderNo = "s" } })
        : (new Change { OpenObjection = new OpenObjection { Entry = entry, ObjectionId = "o", Target = "entry" } },
            new Change { CloseObjection = new CloseObjection { Entry = entry, ObjectionId = "o", Result = "CONFIRMED" } });
}
