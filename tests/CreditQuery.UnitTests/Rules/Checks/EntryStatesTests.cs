using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

public sealed class EntryStatesTests
{
    private const string Decided = "2024-03-01";

    [Theory]
    [InlineData("2024-02-29", EntryState.Pending)]
    [InlineData("2024-03-01", EntryState.Active)]
    [InlineData("2026-02-28", EntryState.Active)]
    [InlineData("2026-03-01", EntryState.Expired)]
    public void StateOf_Period_CountsBothEnds(string asOf, EntryState expected)
    {
        var entry = NewEntry("tax_violation", Decided);
        entry.ValidTo = Day("2026-02-28");

        Assert.Equal(expected, State(entry, asOf, today: asOf));
    }

    [Theory]
    [InlineData("2024-06-30", "2024-06-30", EntryState.Active)]
    [InlineData("2024-07-01", "2024-07-01", EntryState.Repaired)]
    [InlineData("2024-05-01", "2024-07-01", EntryState.Repaired)]
    [InlineData("2024-08-01", "2024-06-30", EntryState.Repaired)]
    public void StateOf_Repaired_IsInvisibleForEveryDayOnceKnown(string asOf, string today, EntryState expected)
    {
        var entry = NewEntry("tax_violation", Decided);
        entry.RepairedOn = Day("2024-07-01");

        Assert.Equal(expected, State(entry, asOf, today));
    }

    [Fact]
    public void StateOf_RevokedRepairedAndExited_IsRevoked()
    {
        var entry = NewEntry("tax_violation", Decided);
        entry.ExitedOn = entry.RepairedOn = entry.RevokedOn = Day("2024-07-01");
        entry.MonitorTo = Day("2025-07-01");

        Assert.Equal(EntryState.Revoked, State(entry, "2024-07-01"));
    }

    [Theory]
    [InlineData("2024-06-30", EntryState.Active)]
    [InlineData("2024-07-01", EntryState.Monitored)]
    [InlineData("2024-12-31", EntryState.Monitored)]
    [InlineData("2025-01-01", EntryState.Exited)]
    public void StateOf_ExitedWithMonitoring_IsMonitoredUntilItsDay(string asOf, EntryState expected)
    {
        var entry = NewEntry("tax_violation", Decided);
        entry.ExitedOn = Day("2024-07-01");
        entry.MonitorTo = Day("2024-12-31");

        Assert.Equal(expected, State(entry, asOf));
    }

    [Theory]
    [InlineData("2024-02-29", EntryState.Pending)]
    [InlineData("2024-03-01", EntryState.Grace)]
    [InlineData("2024-05-31", EntryState.Grace)]
    [InlineData("2024-06-01", EntryState.Active)]
    public void StateOf_Grace_RunsFromTheDecision(string asOf, EntryState expected)
    {
        var entry = NewEntry("dishonest", Decided);
        entry.ValidFrom = Day("2024-06-01");
        entry.GraceTo = Day("2024-05-31");

        Assert.Equal(expected, State(entry, asOf));
    }

    [Theory]
    [InlineData("2024-04-01", EntryState.Pending)]
    [InlineData("2024-04-02", EntryState.Active)]
    public void StateOf_RectifyBy_BitesTheDayAfter(string asOf, EntryState expected)
    {
        var entry = NewEntry("tax_violation", Decided);
        entry.RectifyBy = Day("2024-04-01");

        Assert.Equal(expected, State(entry, asOf));
    }

    [Fact]
    public void StateOf_ResolutionMissing_IsPending()
    {
        var entry = NewEntry("tax_violation", Decided);
        entry.Flags = EntryFlags.PendingResolution;

        Assert.Equal(EntryState.Pending, State(entry, "2025-01-01"));
    }

    [Theory]
    [InlineData("tax_violation", "140000", EntryState.Suspended)]
    [InlineData("tax_violation", "140100", EntryState.Suspended)]
    [InlineData("tax_violation", "140581", EntryState.Active)]
    [InlineData("tax_violation", "440400", EntryState.Active)]
    [InlineData("dishonest", "140000", EntryState.Active)]
    [InlineData("model", "440402", EntryState.Suspended)]
    [InlineData("model", "440300", EntryState.Active)]
    public void StateOf_Objection_SuspendsWhereTheMostSpecificRegionSaysSo(string listType, string region, EntryState expected)
    {
        var record = new RecordBuilder().Entry(NewEntry(listType, Decided), "x:1").Fact(FactKind.Objection, Day("2024-05-01"), CivilDay.Never);

        Assert.Equal(expected, State(record, "2024-05-01", int.Parse(region)));
        Assert.Equal(EntryState.Active, State(record, "2024-04-30", int.Parse(region)));
    }

    [Fact]
    public void StateOf_ObjectionAndNoRegionAsked_LooksAtTheRegionOfTheEntry()
    {
        var entry = NewEntry("tax_violation", Decided);
        entry.Region = 140100;
        var record = new RecordBuilder().Entry(entry, "x:1").Fact(FactKind.Objection, Day("2024-05-01"), CivilDay.Never);

        Assert.Equal(EntryState.Suspended, State(record, "2024-05-01"));
    }

    [Theory]
    [InlineData("2024-04-30", EntryState.Active)]
    [InlineData("2024-05-01", EntryState.Suspended)]
    [InlineData("2024-05-31", EntryState.Suspended)]
    [InlineData("2024-06-01", EntryState.Active)]
    public void StateOf_StayOfACourtList_Suspends(string asOf, EntryState expected)
    {
        var record = new RecordBuilder().Entry(NewEntry("dishonest", Decided), "x:1").Fact(FactKind.Stay, Day("2024-05-01"), Day("2024-05-31"));

        Assert.Equal(expected, State(record, asOf));
    }

    [Fact]
    public void StateOf_FactOfAnotherEntry_IsNotItsOwn()
    {
        var record = new RecordBuilder()
            .Entry(NewEntry("dishonest", Decided), "x:1")
            .Entry(NewEntry("dishonest", Decided), "x:2")
            .Fact(FactKind.Stay, Day("2024-05-01"), CivilDay.Never);

        Assert.Equal(EntryState.Active, State(record, "2024-06-01"));
    }

    [Theory]
    [InlineData("2024-01-01", "2024-03-01")]
    [InlineData("2024-03-01", "2024-05-01")]
    [InlineData("2024-05-01", "2024-06-01")]
    [InlineData("2024-06-01", "2026-03-01")]
    [InlineData("2026-03-01", "")]
    public void NextChange_OverALife_NamesEachDayOnce(string asOf, string expected)
    {
        var entry = NewEntry("dishonest", Decided);
        entry.ValidTo = Day("2026-02-28");
        var record = new RecordBuilder().Entry(entry, "x:1").Fact(FactKind.Stay, Day("2024-05-01"), Day("2024-05-31"));
        var view = new SubjectView(record.Build());

        var next = EntryStates.NextChange(view.Entries[0], 0, view.Facts, SmallCatalogue.Value.FindListType("dishonest"), new CheckDays(Day(asOf), Day(asOf)));

        Assert.Equal(expected, CivilDay.Format(next));
    }

    [Fact]
    public void NextChange_MarkingObjection_IsNoChangeOfState()
    {
        var record = new RecordBuilder().Entry(NewEntry("dishonest", Decided), "x:1").Fact(FactKind.Objection, Day("2024-05-01"), Day("2024-05-31"));
        var view = new SubjectView(record.Build());

        Assert.Equal(CivilDay.Never, EntryStates.NextChange(view.Entries[0], 0, view.Facts, SmallCatalogue.Value.FindListType("dishonest"), new CheckDays(Day(Decided), Day(Decided))));
    }

    [Fact]
    public void NextChange_PastDay_WaitsForARepairOnly()
    {
        var entry = NewEntry("tax_violation", Decided);
        entry.ValidTo = Day("2026-12-31");
        entry.RepairedOn = Day("2026-12-01");
        var days = new CheckDays(Day("2026-05-01"), Day("2026-11-22"));

        Assert.Equal("2026-12-01", CivilDay.Format(EntryStates.NextChange(entry, 0, [], null, days)));
    }

    private static EntryState State(EntryRecord entry, string asOf, string? today = null) =>
        EntryStates.StateOf(entry, 0, [], SmallCatalogue.Value.FindListType(entry.ListType), new CheckDays(Day(asOf), Day(today ?? asOf)));

    private static EntryState State(RecordBuilder record, string asOf, int region = 0)
    {
        var view = new SubjectView(record.Build());
        ref readonly var entry = ref view.Entries[0];
        return EntryStates.StateOf(entry, 0, view.Facts, SmallCatalogue.Value.FindListType(entry.ListType), new CheckDays(Day(asOf), Day(asOf), region));
    }
}
