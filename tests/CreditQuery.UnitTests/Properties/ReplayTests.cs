using CreditQuery.UnitTests.Index;
using CreditQuery.UnitTests.Properties.Histories;
using CreditQuery.UnitTests.Properties.Naive;

namespace CreditQuery.UnitTests.Properties;

/// <summary>An answer follows from revision, day and source time alone: on the node that gave it, after restarts, and on any other node.</summary>
public sealed class ReplayTests
{
    public static TheoryData<string> Catalogues => [.. World.Catalogues];

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Ask_AgainAfterRestartOrOnANodeThatReplays_IsEqual(string catalogue)
    {
        foreach (var seed in HistoryRun.Seeds(2))
        {
            var random = new RandomSource(seed);
            var given = new List<(ulong Revision, NaiveQuestion Question, string Told)>();
            using var world = HistoryRun.Of(catalogue, random, changes: 110, (now, step) =>
            {
                var questions = new RandomQuestions(now, random);
                for (var i = 0; i < 4; i++)
                {
                    var question = questions.Next();
                    given.Add((now.Registry.Index.Current.Revision, question, Tell(now, now.Ask(question))));
                }

                if (step is 40 or 70)
                {
                    now.Registry.Index.Checkpoints.Take();
                }

                if (step is 55 or 90)
                {
                    now.Registry.Restart();
                    AssertSame(now, now.Registry.Index, given, $"{catalogue}, seed {seed}, restart after change {step}");
                }
            });

            AssertSameElsewhere(world, given, $"{catalogue}, seed {seed}");
        }
    }

    private static void AssertSameElsewhere(World world, List<(ulong Revision, NaiveQuestion Question, string Told)> given, string where)
    {
        using var other = TestRegistry.OpenAt(Path.Combine(world.Registry.Folder, "..", "other"));
        foreach (var logged in world.Registry.Log)
        {
            other.Apply(logged);
            AssertSame(world, other, given, where + ", another node");
        }
    }

    // Those given at the revision at which the index stands.
    private static void AssertSame(World world, CreditQuery.Index.CreditIndex index, List<(ulong Revision, NaiveQuestion Question, string Told)> given, string where)
    {
        foreach (var (revision, question, told) in given.Where(g => g.Revision == index.Current.Revision))
        {
            var again = Tell(world, World.Ask(index, question));
            Assert.True(told == again, $"{where}, revision {revision}: {question}\nwas\n{told}\nis\n{again}");
        }
    }

    private static string Tell(World world, Asked asked) => $"{AnswerWords.Tell(world, asked)}since {asked.Whole.CleanSince} until {asked.Whole.NextChangeAt:O}";
}
