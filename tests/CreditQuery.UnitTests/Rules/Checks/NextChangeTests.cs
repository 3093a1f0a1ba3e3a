using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>Random records: until the day that an answer names, asking again gives the same answer; on that day it may differ, and mostly does.</summary>
public sealed class NextChangeTests
{
    private const int Seed = 20261122;
    private const int FarDays = 500;
    private static readonly int Today = RecordBuilder.Day("2026-11-22");
    private static readonly string[] Lists = ["dishonest", "tax_violation", "kept", "order", "exit_order", "ban", "model", "hint"];
    private static readonly string[] Scenarios = ["licence", "tender", "loan", "consumption", "inspection", "library"];

    [Fact]
    public void NextChangeDay_OfRandomRecords_IsTheFirstDayThatAnswersOtherwise()
    {
        var random = new Random(Seed);
        var changes = 0;
        var named = 0;
        for (var round = 0; round < 500; round++)
        {
            var record = RandomRecord(random);
            var scenario = Scenarios[random.Next(Scenarios.Length)];
            var first = Answer(record, scenario, Today, out var next);
            var last = Math.Min(next, Today + FarDays);
            for (var day = Today + 1; day < last; day++)
            {
                Assert.True(first == Answer(record, scenario, day, out _), $"seed {Seed} round {round} {scenario}: {CivilDay.Format(day)} differs before {CivilDay.Format(next)}\n{first}\n{Answer(record, scenario, day, out _)}");
            }

            if (next < Today + FarDays)
            {
                named++;
                changes += Answer(record, scenario, next, out _) == first ? 0 : 1;
            }
        }

        // A state may change without a row that looks at it; such days are named too.
        Assert.True(changes > named * 0.6, $"{changes} of {named} named days changed the answer.");
    }

    private static string Answer(byte[] record, string scenario, int today, out int next)
    {
        var question = new CheckQuestion
        {
            Scenario = scenario,
            Today = today,
            Region = "140100",
            Item = scenario == "consumption" ? CheckItem.Air("economy") : default,
        };
        Assert.True(CheckPlanner.TryPlan(SmallCatalogue.Value, question, out var plan, out _));
        var answer = new CheckAnswer();
        CheckEvaluator.Evaluate(new SubjectView(record), plan, new SubjectQuestion { Coverage = Ask.Covered }, answer);
        next = answer.NextChangeDay;
        return Describe(answer);
    }

    private static string Describe(CheckAnswer answer)
    {
        var text = new StringBuilder();
        text.Append(answer.Conclusion).Append(' ').Append(answer.CleanYears).Append(' ').Append(answer.CleanSince).Append(' ').Append(answer.Consumption).Append(' ')
            .Append(answer.GreenChannel).Append(' ').Append(answer.PriceSignal?.Signal).Append(' ').Append(answer.InspectionLevel).Append(' ').Append(answer.BonusPoints);
        foreach (ref readonly var measure in answer.Measures)
        {
            text.Append(" | ").Append(SmallCatalogue.Value.Measures[measure.Measure].Code).Append(' ').Append(measure.State).Append(' ').Append(measure.DisputedSince).Append(' ').Append(measure.ExemptionIdLength);
        }

        foreach (ref readonly var measure in answer.References)
        {
            text.Append(" / ").Append(SmallCatalogue.Value.Measures[measure.Measure].Code).Append(' ').Append(measure.State);
        }

        return text.ToString();
    }

    private static byte[] RandomRecord(Random random)
    {
        var kind = random.Next(3) == 0 ? SubjectKind.NaturalPerson : SubjectKind.Enterprise;
        var record = new RecordBuilder(kind, CivilDay.Format(Near(random, 1200)));
        for (var count = random.Next(3); count > 0; count--)
        {
            record.Entry(RandomEntry(random), "x:" + count);
            AddFact(random, record, ofSlot: false);
        }

        if (kind == SubjectKind.NaturalPerson && random.Next(2) == 0)
        {
            var from = Near(random, 300);
            record.Slot(RandomEntry(random), "u:1", Role.LegalRep, CivilDay.Format(from), random.Next(2) == 0 ? "" : CivilDay.Format(from + random.Next(400)));
            AddFact(random, record, ofSlot: true);
        }

        if (random.Next(3) == 0)
        {
            record.Grade("tax_credit", random.Next(2) == 0 ? "A" : "D", CivilDay.Format(Near(random, 200)), random.Next(2) == 0 ? "" : CivilDay.Format(Today + random.Next(300)));
        }

        return record.Build();
    }

    private static EntryRecord RandomEntry(Random random)
    {
        var entry = RecordBuilder.NewEntry(Lists[random.Next(Lists.Length)], CivilDay.Format(Near(random, 1200)));
        entry.Region = random.Next(2) == 0 ? 140000 : 0;
        entry.ValidFrom = entry.DecidedOn + random.Next(3) * random.Next(60);
        entry.ValidTo = random.Next(2) == 0 ? CivilDay.Never : entry.ValidFrom + random.Next(1500);
        entry.GraceTo = random.Next(4) == 0 ? entry.DecidedOn + random.Next(90) : CivilDay.None;
        entry.RectifyBy = random.Next(6) == 0 ? entry.DecidedOn + random.Next(90) : CivilDay.None;
        entry.ExitedOn = random.Next(4) == 0 ? Near(random, 300) : CivilDay.Never;
        entry.MonitorTo = entry.ExitedOn != CivilDay.Never && random.Next(2) == 0 ? entry.ExitedOn + random.Next(300) : CivilDay.None;
        entry.RepairedOn = random.Next(6) == 0 ? Near(random, 300) : CivilDay.Never;
        entry.RevokedOn = random.Next(8) == 0 ? Near(random, 300) : CivilDay.Never;
        return entry;
    }

    private static void AddFact(Random random, RecordBuilder record, bool ofSlot)
    {
        var kind = (FactKind)random.Next(0, 4);
        if (kind == FactKind.Unspecified)
        {
            return;
        }

        var from = Near(random, 200);
        record.Fact(kind, from, random.Next(2) == 0 ? CivilDay.Never : from + random.Next(200), items: ConsumptionItems.All, id: "f", ofSlot: ofSlot);
    }

    private static int Near(Random random, int days) => Today + random.Next(-days, days / 3);
}
