using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

public sealed class CleanYearsTests
{
    private static readonly Ask Licence = new("licence");

    [Theory]
    [InlineData("2023-11-22", ThreeCleanYears.Yes)]
    [InlineData("2023-11-23", ThreeCleanYears.No)]
    [InlineData("2026-11-22", ThreeCleanYears.No)]
    [InlineData("2026-11-23", ThreeCleanYears.Yes)]
    public void Decide_AdverseDay_CountsInTheThreeYearsUpToTheDay(string decidedOn, ThreeCleanYears expected)
    {
        var entry = NewEntry("tax_violation", decidedOn);
        entry.ValidTo = entry.ValidFrom;

        Assert.Equal(expected, Licence.About(new RecordBuilder().Entry(entry, "x:1")).CleanYears);
    }

    [Theory]
    [InlineData("tax_violation", ThreeCleanYears.Yes)]
    [InlineData("kept", ThreeCleanYears.No)]
    public void Decide_Repaired_CountsOnlyWhereTheDataSaysSo(string listType, ThreeCleanYears expected)
    {
        var entry = NewEntry(listType, "2025-05-01");
        entry.RepairedOn = Day("2026-01-01");

        Assert.Equal(expected, Licence.About(new RecordBuilder().Entry(entry, "x:1")).CleanYears);
    }

    // 000 五(二): no resolution, no decision, also once its days are over.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decide_WithoutItsResolution_IsNoDecision(bool isOver)
    {
        var entry = NewEntry("kept", "2025-05-01");
        entry.Flags = EntryFlags.PendingResolution;
        entry.ValidTo = isOver ? Day("2026-05-01") : CivilDay.Never;

        var answer = Licence.About(new RecordBuilder().Entry(entry, "x:1"));

        Assert.Equal((ThreeCleanYears.Yes, CivilDay.None), (answer.CleanYears, answer.CleanSince));
    }

    // 004 二3: listed only if not corrected by the day of the notice.
    [Theory]
    [InlineData("2026-02-01", "2026-01-20", ThreeCleanYears.Yes)]
    [InlineData("2026-02-01", "2026-02-02", ThreeCleanYears.Yes)]
    [InlineData("2026-02-01", "2026-02-03", ThreeCleanYears.No)]
    [InlineData("2026-12-01", "", ThreeCleanYears.Yes)]
    public void Decide_NoticeFollowedInTime_NeverBecameADecision(string rectifyBy, string exitedOn, ThreeCleanYears expected)
    {
        var entry = NewEntry("kept", "2026-01-05");
        entry.RectifyBy = Day(rectifyBy);
        entry.ExitedOn = exitedOn.Length == 0 ? CivilDay.Never : Day(exitedOn);

        Assert.Equal(expected, Licence.About(new RecordBuilder().Entry(entry, "x:1")).CleanYears);
    }

    [Fact]
    public void Decide_Revoked_NeverWas()
    {
        var entry = NewEntry("kept", "2025-05-01");
        entry.RevokedOn = Day("2026-01-01");

        Assert.Equal(ThreeCleanYears.Yes, Licence.About(new RecordBuilder().Entry(entry, "x:1")).CleanYears);
    }

    [Fact]
    public void Decide_OnlySuspended_IsUnknown()
    {
        var record = new RecordBuilder().Entry(NewEntry("dishonest", "2025-05-01"), "x:1").Fact(FactKind.Stay, Day("2026-01-01"), CivilDay.Never);

        var answer = Licence.About(record);

        Assert.Equal(ThreeCleanYears.Unknown, answer.CleanYears);
        Assert.Equal(CivilDay.None, answer.CleanSince);
    }

    [Theory]
    [InlineData(SubjectKind.Enterprise, "2023-11-22", ThreeCleanYears.Yes)]
    [InlineData(SubjectKind.Enterprise, "2023-11-23", ThreeCleanYears.TooYoung)]
    [InlineData(SubjectKind.Enterprise, "", ThreeCleanYears.Unknown)]
    [InlineData(SubjectKind.NaturalPerson, "2020-11-23", ThreeCleanYears.Yes)]
    [InlineData(SubjectKind.NaturalPerson, "", ThreeCleanYears.Yes)]
    public void Decide_Age_MattersForUnits(SubjectKind kind, string establishedOn, ThreeCleanYears expected)
    {
        Assert.Equal(expected, Licence.About(new RecordBuilder(kind, establishedOn)).CleanYears);
    }

    [Theory]
    [InlineData("2023-11-23", IndeterminateReasons.None, ThreeCleanYears.Yes)]
    [InlineData("2023-11-24", IndeterminateReasons.None, ThreeCleanYears.Unknown)]
    [InlineData("2001-01-01", IndeterminateReasons.SourceSilent, ThreeCleanYears.Unknown)]
    public void Decide_Coverage_MustReachBackThreeYears(string completeFrom, IndeterminateReasons reasons, ThreeCleanYears expected)
    {
        var question = new SubjectQuestion { Coverage = new CoverageVerdict(reasons, Day(completeFrom), true, long.MaxValue) };

        Assert.Equal(expected, (Licence with { Question = question }).About(new RecordBuilder()).CleanYears);
    }

    [Theory]
    [InlineData("2024-03-01", "2027-03-01")]
    [InlineData("2024-02-29", "2027-03-01")]
    [InlineData("2025-02-28", "2028-02-28")]
    public void AgeOut_OfADay_IsTheFirstDayOnWhichItNoLongerCounts(string day, string expected)
    {
        var out_ = CleanRecord.AgeOut(Day(day));

        Assert.Equal(expected, CivilDay.Format(out_));
        Assert.True(Day(day) <= DateOnly.FromDayNumber(out_).AddYears(-3).DayNumber);
        Assert.True(Day(day) > DateOnly.FromDayNumber(out_ - 1).AddYears(-3).DayNumber);
    }

    [Theory]
    [InlineData("2024-03-01", "2027-03-01")]
    [InlineData("", "")]
    public void NextChange_OfNo_IsTheDayItAgesOut(string decidedOn, string expected)
    {
        var record = new RecordBuilder();
        if (decidedOn.Length > 0)
        {
            var entry = NewEntry("tax_violation", decidedOn);
            entry.ValidTo = Day("2025-01-01");
            record.Entry(entry, "x:1");
        }

        Assert.Equal(expected, CivilDay.Format((Licence with { Scenario = "tender", Region = "440400" }).About(record).NextChangeDay));
    }

    [Fact]
    public void NextChangeAt_SilenceBeforeTheNextDay_IsTheSilence()
    {
        var silence = new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero);
        var question = new SubjectQuestion { Coverage = new CoverageVerdict(IndeterminateReasons.None, 1, true, silence.UtcTicks) };

        Assert.Equal(silence, (Licence with { Question = question }).About(new RecordBuilder(establishedOn: "2023-11-24")).NextChangeAt);
    }

    [Fact]
    public void NextChangeAt_YoungUnit_IsMidnightInChina()
    {
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 16, 0, 0, TimeSpan.Zero), Licence.About(new RecordBuilder(establishedOn: "2023-11-24")).NextChangeAt);
    }
}
