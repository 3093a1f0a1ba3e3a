using CreditQuery.Rules.Checks;
using CreditQuery.UnitTests.Properties.Histories;
using CreditQuery.UnitTests.Properties.Naive;

namespace CreditQuery.UnitTests.Properties;

/// <summary>The index answers what the naive evaluator answers from the list of changes, and nothing that the catalogue does not say.</summary>
public sealed class ReferenceAnswerTests
{
    public static TheoryData<string> Catalogues => [.. World.Catalogues];

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Ask_RandomHistory_EqualsTheNaiveAnswer(string catalogue)
    {
        foreach (var seed in HistoryRun.Seeds(8))
        {
            var random = new RandomSource(seed);
            using var world = HistoryRun.Of(catalogue, random, changes: 120, (now, step) =>
            {
                var questions = new RandomQuestions(now, random);
                for (var i = 0; i < (step % 8 == 0 ? 20 : 0); i++)
                {
                    Compare(now, questions.Next(), $"{catalogue}, seed {seed}, change {step}");
                }
            });
        }
    }

    private static void Compare(World world, NaiveQuestion question, string where)
    {
        var asked = world.Ask(question);

        var expected = AnswerWords.Tell(NaiveEvaluator.Answer(world.Naive, question));
        var told = AnswerWords.Tell(world, asked);
        Assert.True(expected == told, $"{where}: {question}\nexpected\n{expected}\ntold\n{told}");
        AssertWithinCatalogue(asked, asked.Whole, question, where);
        foreach (var party in asked.Parties)
        {
            AssertWithinCatalogue(asked, party, question, where);
        }
    }

    private static void AssertWithinCatalogue(Asked asked, CheckAnswer answer, NaiveQuestion question, string where)
    {
        foreach (var measure in (AppliedMeasure[])[.. answer.Measures, .. answer.References])
        {
            var row = asked.Catalogue.Measures[measure.Measure];
            var byTables = asked.Catalogue.ConsumptionRules.Any(r => r.MeasureByItem.Contains(measure.Measure));
            var lists = row.Conditions.Any(c => measure.ListType < 0 ? c.ListTypes.Count == 0 : c.ListTypes.Contains(measure.ListType));
            Assert.True(lists && row.InForce.Covers(question.Day) && (byTables || row.Scenarios.Contains(question.Scenario.Index)), $"{where}: {row.Code} for {question}");
            Assert.True(measure.ListType < 0 || asked.Catalogue.ListTypes[measure.ListType].InForce.Covers(question.Day), $"{where}: {row.Code} for {question}");
        }
    }
}
