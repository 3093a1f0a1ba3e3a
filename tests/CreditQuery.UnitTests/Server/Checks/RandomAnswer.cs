using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>Answers of every shape, sensible or not: whatever stands in one must come out of the bytes.</summary>
internal sealed class RandomAnswer(int seed)
{
    private static readonly string[] Words = ["", "x", "economy", "一般", "纳税信用等级评价", new('长', 60), new('a', 127), new('b', 128)];

    private readonly Random _random = new(seed);

    public bool Flag => _random.Next(2) == 0;

    public string Word => Words[_random.Next(Words.Length)];

    public int Number(int below) => _random.Next(below);

    public CheckPlan Plan(Catalogue catalogue)
    {
        while (true)
        {
            var scenario = catalogue.Scenarios[Number(catalogue.Scenarios.Count)];
            var item = scenario.Item == ItemKind.Consumption ? CheckItem.Rail("G1234", "", "second") : default;
            var question = new CheckQuestion { Scenario = scenario.Code, Today = RecordBuilder.Day("2026-11-22"), Region = "999999", Item = item };
            if (CheckPlanner.TryPlan(catalogue, question, out var plan, out _))
            {
                return plan;
            }
        }
    }

    public CheckAnswer Answer(Catalogue catalogue)
    {
        var answer = new CheckAnswer();
        answer.Clear();
        answer.Conclusion = (CreditQuery.Rules.Checks.Conclusion)Number(7);
        answer.Identity = (IdentityMatch)Number(7);
        answer.Reasons = (IndeterminateReasons)(Number(1 << 12) << 1);
        answer.CleanYears = (ThreeCleanYears)Number(5);
        answer.CleanSince = Day();
        answer.NextChangeDay = Flag ? CivilDay.Never : 739_000 + Number(5000);
        answer.NextSilenceTicks = Flag ? long.MaxValue : new DateTime(2027, 1, 1).Ticks + _random.NextInt64(TimeSpan.TicksPerDay);
        FillAdvice(answer, catalogue);
        for (var count = Number(5); count > 0; count--)
        {
            Fill(ref answer.Add(Flag ? Standing.Counts : Standing.NotAdopted), answer, catalogue);
        }

        return answer;
    }

    private void FillAdvice(CheckAnswer answer, Catalogue catalogue)
    {
        answer.Consumption = (ConsumptionDecision)Number(6);
        answer.ConsumptionNote = Word;
        answer.AllowedAlternatives = [.. Enumerable.Range(0, Number(3)).Select(_ => Word)];
        answer.BonusPoints = Flag ? null : Number(1000) / 100m;
        answer.TenderScheme = Flag || catalogue.TenderSchemes.Count == 0 ? null : catalogue.TenderSchemes[0];
        answer.ConsortiumBlockedBy = Number(3);
        for (var count = Number(3); count > 0; count--)
        {
            var agency = Word;
            answer.AddRating(new GradeRecord { GradedOn = Day(), ValidTo = Day() }, Encoding.UTF8.GetBytes($"{agency}/{Word}\n{Word}\n{agency}"));
        }

        answer.GreenChannel = (ApprovalGround)Number(3);
        (answer.AcceptWithDeficiency, answer.NotifyAndCommit, answer.Eligible) = (Flag, Flag, Flag);
        answer.PriceSignal = Flag ? null : catalogue.PriceSignals[Number(catalogue.PriceSignals.Count)];
        answer.InspectionLevel = (InspectionLevel)Number(4);
        answer.OwnFieldLevel = (InspectionLevel)Number(4);
        answer.CrossFieldLevel = (InspectionLevel)Number(4);
        answer.InspectionFactor = Flag || catalogue.SupervisionFactors.Count == 0 ? null : catalogue.SupervisionFactors[Number(catalogue.SupervisionFactors.Count)];
    }

    private void Fill(ref AppliedMeasure measure, CheckAnswer answer, Catalogue catalogue)
    {
        measure.Measure = Number(catalogue.Measures.Count);
        measure.ListType = Flag ? -1 : Number(catalogue.ListTypes.Count);
        measure.State = (MeasureState)Number(10);
        measure.Effect = (Effect)Number(8);
        measure.Obligation = (Obligation)Number(3);
        measure.ViaRole = (Role)Number(12);
        measure.ViaUnit = new SubjectKey((ulong)_random.NextInt64(), (ulong)_random.NextInt64());
        measure.DisputedSince = Day();
        measure.DisputedReplyDue = Day();
        measure.ValidUntil = Day();
        measure.Inherited = Flag;
        var entry = Encoding.UTF8.GetBytes(Flag ? Word : $"999999-court:{Number(1_000_000)}");
        (measure.EntryIdOffset, measure.EntryIdLength) = (answer.Copy(entry), (byte)Math.Min(entry.Length, 255));
        var exemption = Encoding.UTF8.GetBytes(Flag ? "" : Word);
        (measure.ExemptionIdOffset, measure.ExemptionIdLength) = (answer.Copy(exemption), (byte)Math.Min(exemption.Length, 255));
    }

    private int Day() => Number(4) switch
    {
        0 => CivilDay.None,
        1 => CivilDay.Never,
        _ => 1 + Number(DateOnly.MaxValue.DayNumber),
    };
}
