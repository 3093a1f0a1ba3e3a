using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>A check allocates nothing once its question was asked and its answer has grown.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string> Records => ["plain", "listed", "disputed", "person behind a unit"];

    [Theory]
    [MemberData(nameof(Records))]
    public void Evaluate_Again_AllocatesNothing(string which)
    {
        var record = RecordOf(which);
        var question = new CheckQuestion { Scenario = "consumption", Item = CheckItem.Rail("G1234", "", "second"), AsOf = "2026-12-01", Region = "440400", Today = Day("2026-11-22") };
        var answer = new CheckAnswer();
        Check(record, question, answer, 100);

        var least = Allocations.Least(() => Check(record, question, answer, 1000));

        Assert.Equal(0, least);
    }

    private static void Check(byte[] record, CheckQuestion question, CheckAnswer answer, int times)
    {
        for (var count = 0; count < times; count++)
        {
            _ = CheckPlanner.TryPlan(TestCatalogues.Cn2026, question, out var plan, out _);
            var asked = new SubjectQuestion { Coverage = Ask.Covered };
            CheckEvaluator.Evaluate(new SubjectView(record), plan!, asked, answer);
            CheckEvaluator.EvaluateMissing(plan!, asked, answer);
        }
    }

    private static byte[] RecordOf(string which)
    {
        var record = new RecordBuilder(SubjectKind.NaturalPerson);
        return which switch
        {
            "listed" => record.Entry(NewEntry("court_dishonest_debtor", "2026-01-05"), "court:1").Entry(NewEntry("court_consumption_order", "2026-01-05"), "court:2").Build(),
            "disputed" => record.Entry(NewEntry("court_dishonest_debtor", "2026-01-05"), "court:1").Fact(FactKind.Objection, Day("2026-11-01"), CivilDay.Never).Build(),
            "person behind a unit" => record.Slot(NewEntry("court_dishonest_debtor", "2026-01-05"), "court:3", Role.LegalRep).Build(),
            _ => record.Build(),
        };
    }
}
