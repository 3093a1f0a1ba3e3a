using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Rules.Counting;

/// <summary>Fifty entries, fifty slots: order, disputes and allocation are those of short records.</summary>
public sealed class LongRecordTests
{
    private const int Many = 50;
    private static readonly string[] Lists = ["dishonest", "tax_violation", "kept", "model", "hint"];

    [Fact]
    public void Size_OfAMeasure_IsOneCacheLineWithoutReferences()
    {
        Assert.Equal(64, Unsafe.SizeOf<AppliedMeasure>());
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<AppliedMeasure>());
    }

    [Fact]
    public void Measures_OfFiftyEntries_BlockFirstThenByCodeThenAsRecorded()
    {
        var answer = new Ask("licence") { Region = "140100" }.About(Entries());

        var told = answer.Measures.ToArray().Select(m => (IsLater: m.Effect != Effect.Block, m.Measure, Entry: Number(answer, m))).ToArray();
        Assert.True(told.Length > 20);
        Assert.Equal(told.OrderBy(t => t.IsLater).ThenBy(t => t.Measure), told);
        Assert.All(told.GroupBy(t => (t.IsLater, t.Measure)), group => Assert.Equal(group.Select(t => t.Entry).Order(), group.Select(t => t.Entry)));
    }

    [Fact]
    public void Disputed_OfFiftyEntries_StandsAtItsOwnEntry()
    {
        var answer = new Ask("licence") { Region = "140100" }.About(Entries());

        foreach (var measure in answer.Measures)
        {
            Assert.Equal(Number(answer, measure) % 3 == 0, measure.DisputedSince != CivilDay.None);
        }
    }

    [Fact]
    public void Disputed_OfFiftySlots_StandsAtItsOwnSlot()
    {
        var record = new RecordBuilder(SubjectKind.NaturalPerson);
        for (var n = 0; n < Many; n++)
        {
            record.Slot(RecordBuilder.NewEntry("dishonest", "2026-01-05"), Id(n), Role.LegalRep);
            AddObjection(record, n, ofSlot: true);
        }

        var answer = new Ask("consumption") { Region = "140100", Item = CheckItem.Air("economy") }.About(record);

        Assert.Equal(Many, answer.Measures.Length);
        foreach (var measure in answer.Measures)
        {
            Assert.Equal(Number(answer, measure) % 3 == 0, measure.DisputedSince != CivilDay.None);
        }
    }

    [Fact]
    public void Evaluate_FiftyEntries_AllocatesNothing()
    {
        var ask = new Ask("licence") { Region = "140100" };
        var (plan, record, answer) = (ask.Plan(), Entries().Build(), new CheckAnswer());
        for (var count = 0; count < 100; count++)
        {
            CheckEvaluator.Evaluate(new SubjectView(record), plan, ask.Question, answer);
        }

        Assert.Equal(0, Allocations.Least(() => CheckEvaluator.Evaluate(new SubjectView(record), plan, ask.Question, answer)));
    }

    private static RecordBuilder Entries()
    {
        var record = new RecordBuilder();
        for (var n = 0; n < Many; n++)
        {
            record.Entry(RecordBuilder.NewEntry(Lists[n % Lists.Length], "2026-01-05"), Id(n));
            AddObjection(record, n, ofSlot: false);
        }

        return record;
    }

    private static void AddObjection(RecordBuilder record, int n, bool ofSlot)
    {
        if (n % 3 == 0)
        {
            record.Fact(FactKind.Objection, RecordBuilder.Day("2026-11-01"), CivilDay.Never, id: "o", ofSlot: ofSlot);
        }
    }

    private static string Id(int n) => string.Create(CultureInfo.InvariantCulture, $"x:{n:D2}");

    private static int Number(CheckAnswer answer, AppliedMeasure measure) =>
        answer.EntryId(measure).IsEmpty ? -1 : int.Parse(Encoding.UTF8.GetString(answer.EntryId(measure))[2..], CultureInfo.InvariantCulture);
}
