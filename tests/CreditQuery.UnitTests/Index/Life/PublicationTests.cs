using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Index.Life;

/// <summary>Shortest and longest publication by severity (国办发〔2025〕22号, 国家发展改革委令第36号).</summary>
public sealed class PublicationTests : IDisposable
{
    private readonly LifeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("ordinary", "2026-12-02", OutcomeKind.Applied)]
    [InlineData("ordinary", "2026-12-03", OutcomeKind.Refused)]
    [InlineData("minor", "2026-03-03", OutcomeKind.Applied)]
    [InlineData("minor", "2026-03-04", OutcomeKind.Refused)]
    public void PutEntry_LongerThanItsSeverityAllows_Refused(string severity, string validTo, OutcomeKind expected) =>
        _bench.Expect(expected, Entry("a:1", severity, validTo));

    [Fact]
    public void PutEntry_NoLastDay_TheLongestPublicationEndsIt()
    {
        _bench.Applied(Entry("a:1", "minor", ""));

        Assert.Equal("2026-03-03", CivilDay.Format(_bench.Registry.View(LifeBench.Unit).Entries[0].ValidTo));
        Assert.Equal("", _bench.Measures(LifeBench.Unit, "2026-03-04"));
    }

    [Fact]
    public void PutEntry_UntilPerformed_NotBoundByItsSeverity() =>
        _bench.Applied(_bench.Registry.PutEntry(LifeBench.Unit, "a:1", with: e =>
        {
            (e.SeverityScheme, e.Severity, e.UntilPerformed) = ("published", "minor", true);
        }));

    // 120 days of publication from the decision; the list type's 90 days from the first day are over earlier.
    [Theory]
    [InlineData("2026-03-30", RefusalReason.TooEarly)]
    [InlineData("2026-03-31", RefusalReason.Unspecified)]
    public void RepairEntry_BeforeTheShortestPublication_Refused(string day, RefusalReason expected)
    {
        _bench.Applied(Entry("a:1", "ordinary", "2026-11-30"));

        Assert.Equal(expected, _bench.Registry.ApplyOne(Repair("a:1", day)).Reason);
    }

    [Fact]
    public void RepairEntry_DayStatedByTheRecogniser_IsOneMoreBound()
    {
        _bench.Applied(_bench.Registry.PutEntry(LifeBench.Unit, "a:1", with: e => e.EarliestRepairOn = "2026-01-01"));
        _bench.Applied(_bench.Registry.PutEntry(LifeBench.Unit, "a:2", with: e => e.EarliestRepairOn = "2026-09-01"));

        Assert.Equal(RefusalReason.TooEarly, _bench.Registry.ApplyOne(Repair("a:1", "2026-02-28")).Reason);
        Assert.Equal(RefusalReason.TooEarly, _bench.Registry.ApplyOne(Repair("a:2", "2026-08-31")).Reason);
        _bench.Applied(Repair("a:1", "2026-03-01"));
        _bench.Applied(Repair("a:2", "2026-09-01"));
    }

    private Change Entry(string id, string severity, string validTo) => _bench.Registry.PutEntry(LifeBench.Unit, id, with: e =>
    {
        (e.SeverityScheme, e.Severity, e.ValidTo) = ("published", severity, validTo);
    });

    private Change Repair(string id, string day) =>
        new() { RepairEntry = new RepairEntry { Entry = _bench.Registry.Entry(LifeBench.Unit, id), DecisionNo = "r", EffectiveOn = day } };
}
