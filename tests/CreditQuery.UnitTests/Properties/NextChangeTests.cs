using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.UnitTests.Properties.Histories;
using CreditQuery.UnitTests.Properties.Naive;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Properties;

/// <summary>Without a change in the log an answer stays as it is until the instant that it names itself.</summary>
public sealed class NextChangeTests
{
    private const int Days = 400;

    public static TheoryData<string> Catalogues => [.. World.Catalogues];

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Ask_DayByDay_ChangesNeverBeforeTheDayNamed(string catalogue)
    {
        foreach (var seed in HistoryRun.Seeds(2))
        {
            var random = new RandomSource(seed);
            using var world = HistoryRun.Of(catalogue, random, changes: 100);
            PutLaterVersion(world, random);
            var questions = new RandomQuestions(world, random);
            for (var i = 0; i < 14; i++)
            {
                var question = questions.Next() with { AsOf = null };
                Walk(world, question, Days, $"{catalogue}, seed {seed}");
                if (question.Scenario.AsOf == AsOfRule.EvaluationDay)
                {
                    Walk(world, question with { AsOf = question.Today - 20 }, 340, $"{catalogue}, seed {seed}");
                }
            }
        }
    }

    private static void Walk(World world, NaiveQuestion question, int days, string where)
    {
        var asked = world.Ask(question);
        for (var day = 1; day <= days; day++)
        {
            var later = question with { At = question.At.AddDays(day) };
            var then = world.Ask(later);
            var (was, now) = (AnswerWords.Tell(world, asked), AnswerWords.Tell(world, then));
            var named = asked.Whole.NextChangeAt;
            Assert.True(was == now || named <= later.At, $"{where}: {later}\nwas\n{was}\nuntil '{named}', and is\n{now}");
            asked = was == now && !(named <= later.At) ? asked : then;
        }
    }

    // A version that counts from a later day on; rows differ.
    private static void PutLaterVersion(World world, RandomSource random)
    {
        var text = Encoding.UTF8.GetString(world.Catalogue.Content.Span);
        var from = RandomSource.Text(world.Today + 100 + random.Below(100));
        text = System.Text.RegularExpressions.Regex.Replace(text, "effective_from: [0-9-]+", "effective_from: " + from).Replace("effect: block", "effect: caution", StringComparison.Ordinal);
        var put = new PutCatalogue { Name = world.Catalogue.Name, Content = ByteString.CopyFromUtf8(text) };
        Assert.Equal(OutcomeKind.Applied, world.Registry.ApplyOne(new Change { PutCatalogue = put }).Kind);
    }
}
