using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>A subject for whom one measure follows by its first condition, and the question that shows it.</summary>
internal sealed class MeasureSubject
{
    private readonly Catalogue _catalogue;
    private readonly MeasureCondition _condition;
    private readonly ScenarioDefinition _scenario;
    private readonly ListTypeDefinition? _list;

    public MeasureSubject(Catalogue catalogue, MeasureDefinition measure)
    {
        _catalogue = catalogue;
        _condition = measure.Conditions[0];
        _scenario = catalogue.Scenarios[measure.Scenarios[0]];
        var kind = Enum.GetValues<SubjectKind>().First(k => k != SubjectKind.Unspecified && measure.Kinds.Contains(k) && _scenario.Kinds.Contains(k) && FirstList(k) is not null);
        _list = _condition.NeedsEntry ? FirstList(kind) : null;
        Record = RecordOf(kind);
        Ask = new Ask(_scenario.Code) { Catalogue = catalogue, Region = Region, Item = Item, PartyRole = _condition.PartyRoles.FirstOrDefault("") };
    }

    public byte[] Record { get; }

    public Ask Ask { get; }

    // A region that the row names, or its list, or one without rules of its own.
    private string Region => _condition.Regions.Count > 0 ? RegionCode.Format(_condition.Regions[0]) : _list is { Regions.Count: > 0 } ? RegionCode.Format(_list.Regions[0]) : "310000";

    private CheckItem Item => _scenario.Item switch
    {
        ItemKind.Consumption => Consumption(),
        ItemKind.Approval => CheckItem.Approval(_condition.SameIndustry ? "C1421" : _condition.Industries.Count > 0 ? "G5412" : "", _condition.InstitutionTypes.FirstOrDefault("")),
        ItemKind.Tender => CheckItem.Tender("", _condition.TradeTypes.FirstOrDefault("bidding"), _condition.PartyRoles.FirstOrDefault("bidder")),
        ItemKind.Insurance => CheckItem.Insurance(_condition.Products.FirstOrDefault("property")),
        ItemKind.Inspection => CheckItem.Inspection(_condition.InspectionFields.FirstOrDefault("market")),
        ItemKind.Award => CheckItem.Award(_condition.Awards.FirstOrDefault("")),
        _ => default,
    };

    private byte[] RecordOf(SubjectKind kind)
    {
        // Young, so that a clean record explains nothing unless it is the ground.
        var record = new RecordBuilder(kind, _condition.ThreeCleanYears && !_condition.NeedsEntry ? "2010-01-01" : "2025-01-01");
        if (_list is not null)
        {
            record.Entry(Entry(_list), "x:1");
        }
        else if (_condition.GradeScheme is { } scheme)
        {
            record.Grade(scheme.Code, scheme.Values.First(v => _condition.Grades.Contains(Code32.Of(v.Code))).Code, "2026-01-05");
        }

        return record.Build();
    }

    private EntryRecord Entry(ListTypeDefinition listType)
    {
        var entry = NewEntry(listType.Code, "2026-06-05");
        entry.Items = ulong.MaxValue;
        entry.Flags = EntryFlags.AbleButRefuses;
        entry.Region = _condition.Regions.Count > 0 ? _condition.Regions[0] : listType.Regions.Count > 0 ? listType.Regions[0] : 0;
        Assert.True(IndustryCode.TryPack("C14", out var industry));
        entry.Industry = industry;
        if (_condition.States.Contains(EntryState.Monitored))
        {
            (entry.ExitedOn, entry.MonitorTo) = (Day("2026-08-01"), Day("2027-08-01"));
        }

        return entry;
    }

    // A public list first, then any; an incentive or discipline of a grade or a clean record needs none.
    private ListTypeDefinition? FirstList(SubjectKind kind)
    {
        if (!_condition.NeedsEntry)
        {
            return _catalogue.ListTypes[0];
        }

        var lists = _condition.ListTypes.Select(i => _catalogue.ListTypes[i]).Where(l => l.Kinds.Contains(kind) && l.InForce.Covers(Day("2026-11-22"))).ToList();
        return lists.Find(l => l.Authority == AuthorityClass.Public && l.Regions.Count == 0) ?? lists.FirstOrDefault();
    }

    private CheckItem Consumption()
    {
        CheckItem[] items =
        [
            CheckItem.Air("economy"), CheckItem.Rail("", "G", "first"), CheckItem.Rail("", "D", "first"), CheckItem.Ship("first"), CheckItem.Hotel(5), CheckItem.RealEstate("buy"),
            CheckItem.RealEstate("build"), CheckItem.OfficeLease("high"), CheckItem.Vehicle(false), CheckItem.Tour("holiday"), CheckItem.Tour("group_exit"),
            CheckItem.School("high_fee"), CheckItem.InsuranceProduct(true, true), CheckItem.Venue("golf"),
        ];
        return items.First(i => (_condition.Items & ConsumptionItems.Bit(new Ask(_scenario.Code) { Catalogue = _catalogue, Item = i }.Plan().Item)) != 0);
    }
}
