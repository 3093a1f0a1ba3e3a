using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Index.Life;

/// <summary>More than three times in a year (004 二12): the entry follows from the behaviours, and ends with the count.</summary>
public sealed class CountedEntryTests : IDisposable
{
    private readonly LifeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void PutBehaviour_ThreeInAYear_NothingFollows()
    {
        Put("2025-06-01", "2025-07-01", "2025-08-01");

        Assert.Equal("", _bench.Measures(LifeBench.Unit, "2026-01-05"));
    }

    [Fact]
    public void PutBehaviour_TheFourth_BitesFromItsDayUntilTheCountFalls()
    {
        Put("2025-06-01", "2025-07-01", "2025-08-01", "2025-12-20");

        Assert.Equal("limit Pending", _bench.Measures(LifeBench.Unit, "2025-12-19", today: "2026-01-05"));
        Assert.Equal("limit Active", _bench.Measures(LifeBench.Unit, "2025-12-20", today: "2026-01-05"));
        Assert.Equal("limit Active", _bench.Measures(LifeBench.Unit, "2026-05-31"));
        Assert.Equal("", _bench.Measures(LifeBench.Unit, "2026-06-01"));
        Assert.Equal("2026-06-01", CivilDay.Format(_bench.Ask(LifeBench.Unit, "2026-01-05").NextChangeDay));
    }

    [Fact]
    public void PutBehaviour_WhateverTheOrder_TheSameRecord()
    {
        string[] days = ["2025-06-01", "2025-07-01", "2025-08-01", "2025-12-20", "2026-01-02"];
        var other = SampleSubjects.Uscc(2);
        Put(days);
        foreach (var day in days.Reverse())
        {
            _bench.Applied(_bench.Behaviour(other, day, "d" + day));
        }

        Assert.Equal(Told(LifeBench.Unit), Told(other));
    }

    [Fact]
    public void PutBehaviour_OfAUnit_ReachesItsPeopleAndEndsThereToo()
    {
        _bench.Applied(_bench.Link(LifeBench.Unit, LifeBench.Person, Role.LegalRep));
        Put("2025-06-01", "2025-07-01", "2025-08-01", "2025-12-20");

        Assert.Equal("limit Active via LegalRep", _bench.Measures(LifeBench.Person, "2026-01-05"));
        Assert.Equal("", _bench.Measures(LifeBench.Person, "2026-06-01"));
        Assert.Equal("", _bench.Measures(SampleSubjects.Citizen(2), "2026-01-05"));
    }

    [Fact]
    public void PutBehaviour_CountedWhileAMinor_NotCounted()
    {
        // 18 on 2025-07-15: the first two were a minor's.
        var young = SampleSubjects.Citizen(3, "20070715");
        foreach (var day in new[] { "2025-06-01", "2025-07-01", "2025-08-01", "2025-12-20" })
        {
            _bench.Applied(_bench.Behaviour(young, day, "d" + day));
        }

        Assert.Equal("", _bench.Measures(young, "2026-01-05"));
    }

    [Fact]
    public void PutBehaviour_TakenBack_EntryIsGoneForEveryDay()
    {
        Put("2025-06-01", "2025-07-01", "2025-08-01", "2025-12-20");

        _bench.Applied(_bench.Behaviour(LifeBench.Unit, "", "d2025-07-01", withdrawn: true));

        Assert.Equal("", _bench.Measures(LifeBench.Unit, "2025-12-20", today: "2026-01-05"));
        Assert.Equal(0, _bench.Registry.View(LifeBench.Unit).Header.EntryCount);
        Assert.Equal(RefusalReason.NoSuchObject, _bench.Registry.ApplyOne(_bench.Behaviour(LifeBench.Unit, "", "d2025-07-01", withdrawn: true)).Reason);
    }

    [Fact]
    public void Explanation_OfACountedEntry_NamesEntryAndCount()
    {
        Put("2025-06-01", "2025-07-01", "2025-08-01", "2025-12-20");
        var view = _bench.Registry.View(LifeBench.Unit);
        var id = Encoding.UTF8.GetString(view.EntryId(view.Entries[0]));

        Assert.StartsWith("counted:", id, StringComparison.Ordinal);
        Assert.EndsWith(":2025-12-20", id, StringComparison.Ordinal);
        Assert.Equal("overload>3/365"u8, view.Text(view.Entries[0], EntryText.CauseCode));
        Assert.Equal(RefusalReason.NoSuchEntry, _bench.Registry.ApplyOne(new Change { ExitEntry = new ExitEntry { Entry = _bench.Registry.Entry(LifeBench.Unit, id) } }).Reason);
    }

    [Fact]
    public void StayEntry_OfACountedEntry_StaysWhenTheCountGrows()
    {
        Put("2025-06-01", "2025-07-01", "2025-08-01", "2025-12-20");
        var view = _bench.Registry.View(LifeBench.Unit);
        var entry = _bench.Registry.Entry(LifeBench.Unit, Encoding.UTF8.GetString(view.EntryId(view.Entries[0])));
        _bench.Applied(new Change { StayEntry = new StayEntry { Entry = entry, OrderNo = "s1", EffectiveOn = "2026-01-04" } });

        Put("2026-01-03");

        Assert.Equal("limit Suspended", _bench.Measures(LifeBench.Unit, "2026-01-05"));
    }

    [Fact]
    public void PutCatalogue_WithAnotherNumber_CountsByTheVersionOfTheDay()
    {
        Put("2025-06-01", "2025-07-01", "2025-12-20");
        var stricter = Encoding.UTF8.GetString(TestCatalogue.File("2026-02-01")).Replace("more_than: 3", "more_than: 2", StringComparison.Ordinal);

        var put = _bench.Registry.Apply(new Change { PutCatalogue = new PutCatalogue { Content = ByteString.CopyFromUtf8(stricter) } });

        Assert.Single(put.Records, r => r.Key == _bench.Registry.KeyOf(LifeBench.Unit));
        Assert.Equal("", _bench.Measures(LifeBench.Unit, "2026-01-31"));
        Assert.Equal("limit Active", _bench.Measures(LifeBench.Unit, "2026-02-01"));
        Assert.Equal(CreditQuery.Rules.Checks.ThreeCleanYears.No, _bench.Ask(LifeBench.Unit, "2026-02-01").CleanYears);
        Put("2025-12-21");
        Assert.Equal("limit Active", _bench.Measures(LifeBench.Unit, "2026-01-31"));
        Assert.Equal("limit Active", _bench.Measures(LifeBench.Unit, "2026-02-01"));
    }

    [Fact]
    public void PutAlias_TwoRecordsCountedTogether_OneCount()
    {
        var old = SampleSubjects.OrgCode(9);
        foreach (var day in new[] { "2025-06-01", "2025-07-01" })
        {
            _bench.Applied(_bench.Behaviour(LifeBench.Unit, day, "d" + day));
            _bench.Applied(_bench.Behaviour(old, day, "old" + day));
        }

        _bench.Applied(new Change { PutAlias = new PutAlias { Alias = _bench.Registry.Subject(old), Target = _bench.Registry.Subject(LifeBench.Unit) } });

        Assert.Equal("limit Active", _bench.Measures(LifeBench.Unit, "2026-01-05"));
    }

    [Theory]
    [InlineData("", "limit Active")]
    [InlineData("d2025-06-01", "")]
    public void PutAlias_ActsOfOneDayAndOfOneDocument_CountAsPutBehaviourCounts(string document, string expected)
    {
        var old = SampleSubjects.OrgCode(9);
        Put("2025-06-01", "2025-06-02", "2025-06-03");
        _bench.Applied(_bench.Behaviour(old, "2025-07-01", document));
        _bench.Applied(new Change { PutAlias = new PutAlias { Alias = _bench.Registry.Subject(old), Target = _bench.Registry.Subject(LifeBench.Unit) } });

        Assert.Equal(expected, _bench.Measures(LifeBench.Unit, "2026-01-05"));
    }

    [Fact]
    public void PutAlias_FourActsOfOneDayWithoutDocuments_AllMove()
    {
        var old = SampleSubjects.OrgCode(9);
        for (var act = 0; act < 4; act++)
        {
            _bench.Applied(_bench.Behaviour(old, "2025-07-01", ""));
        }

        _bench.Applied(_bench.Registry.PutSubject(LifeBench.Unit));
        _bench.Applied(new Change { PutAlias = new PutAlias { Alias = _bench.Registry.Subject(old), Target = _bench.Registry.Subject(LifeBench.Unit) } });

        Assert.Equal("limit Active", _bench.Measures(LifeBench.Unit, "2026-01-05"));
    }

    private void Put(params string[] days)
    {
        foreach (var day in days)
        {
            _bench.Applied(_bench.Behaviour(LifeBench.Unit, day, "d" + day));
        }
    }

    private string Told(string unit)
    {
        var view = _bench.Registry.View(unit);
        return string.Join(", ", view.Entries.ToArray().Select(e => $"{e.IdHash:x} {CivilDay.Format(e.ValidFrom)} {CivilDay.Format(e.ValidTo)}"));
    }
}
