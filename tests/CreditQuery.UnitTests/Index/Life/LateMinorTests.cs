using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Index.Life;

/// <summary>A month of birth that comes after the entry: the acts of a minor cease to count at that revision (004 四3).</summary>
public sealed class LateMinorTests : IDisposable
{
    private const string Passport = "E12345678";

    private readonly LifeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void PutSubject_MonthOfBirthAfterTheEntry_EntryOfTheMinorIsGone()
    {
        Entry("a:1", "2024-05-01");
        Entry("a:2", "2025-09-01");

        Born("2007-06");

        Assert.Equal(1, _bench.Registry.View(Passport).Header.EntryCount);
        Assert.Equal("a:2"u8, _bench.Registry.View(Passport).EntryId(_bench.Registry.View(Passport).Entries[0]));
        Assert.Equal(RefusalReason.Minor, _bench.Registry.ApplyOne(Of("a:1", "2024-05-01")).Reason);
    }

    [Fact]
    public void PutSubject_MonthOfBirthOfAnAdult_NothingGoes()
    {
        Entry("a:1", "2024-05-01");

        Born("1990-06");

        Assert.Equal(1, _bench.Registry.View(Passport).Header.EntryCount);
    }

    [Fact]
    public void PutSubject_MonthOfBirthBeforeOrAfter_TheSameInTheEnd()
    {
        Entry("a:1", "2024-05-01");
        Born("2007-06");
        var after = _bench.Registry.View(Passport).Header.EntryCount;

        Assert.Equal(RefusalReason.Minor, _bench.Registry.ApplyOne(Of("a:1", "2024-05-01")).Reason);
        Assert.Equal(after, _bench.Registry.View(Passport).Header.EntryCount);
    }

    [Fact]
    public void PutSubject_MonthOfBirthAfterALink_SlotsOfTheMinorAreGone()
    {
        _bench.Registry.Apply(
            _bench.Registry.PutEntry(LifeBench.Unit, "u:1", with: e => e.ActedOn = "2024-05-01"),
            _bench.Registry.PutEntry(LifeBench.Unit, "u:2", with: e => e.ActedOn = "2025-09-01"),
            _bench.Link(LifeBench.Unit, Passport, Role.LegalRep));
        Assert.Equal(2, _bench.Registry.View(Passport).Header.SlotCount);

        Born("2007-06");

        Assert.Equal(1, _bench.Registry.View(Passport).Header.SlotCount);
        Assert.Equal("u:2"u8, _bench.Registry.View(Passport).EntryId(_bench.Registry.View(Passport).Slots[0].Entry));
    }

    [Fact]
    public void PutAlias_ToTheNumberOfAMinor_EntryIsGone()
    {
        var minor = SampleSubjects.Citizen(5, "20070601");
        Entry("a:1", "2024-05-01");
        _bench.Registry.Apply(_bench.Registry.PutSubject(minor));

        _bench.Applied(new Change { PutAlias = new PutAlias { Alias = _bench.Registry.Subject(Passport), Target = _bench.Registry.Subject(minor) } });

        Assert.Equal(0, _bench.Registry.View(minor).Header.EntryCount);
    }

    [Fact]
    public void PutSubject_HonoursOfAMinor_Stand()
    {
        _bench.Applied(_bench.Registry.PutEntry(Passport, "a:1", TestCatalogue.Red, e => e.ActedOn = "2024-05-01"));

        Born("2007-06");

        Assert.Equal(1, _bench.Registry.View(Passport).Header.EntryCount);
    }

    private void Born(string month) => _bench.Applied(new Change
    {
        PutSubject = new PutSubject { Subject = _bench.Registry.Subject(Passport), Kind = SubjectKind.NaturalPerson, Region = "999999", BirthMonth = month },
    });

    private void Entry(string id, string actedOn) => _bench.Applied(Of(id, actedOn));

    private Change Of(string id, string actedOn) => _bench.Registry.PutEntry(Passport, id, with: e => e.ActedOn = actedOn);
}
