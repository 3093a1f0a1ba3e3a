using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Requests about invented subjects of the region 999999, which belong to nobody.</summary>
internal static class Samples
{
    public const string ListType = "court_consumption_order";

    public static readonly string Person = SampleIdentifiers.CitizenId(20_001);
    public static readonly string OtherPerson = SampleIdentifiers.CitizenId(20_002);
    public static readonly string Unit = SampleIdentifiers.Uscc(7_001);

    public static Subject PersonSubject(string? value = null, string name = "") => new() { Type = IdentifierType.CitizenId, Value = value ?? Person, Name = name };

    public static Subject UnitSubject(string? value = null) => new() { Type = IdentifierType.Uscc, Value = value ?? Unit };

    /// <summary>A person who may be asked about: purpose, operator, case number.</summary>
    public static CheckSubjectRequest AirCheck(string? person = null) => new()
    {
        RequestId = "r-1",
        Subject = PersonSubject(person),
        Scenario = "consumption",
        Consumption = new ConsumptionItem { Air = new AirTravel { Cabin = "economy" } },
        Purpose = "ticket sale",
        OperatorId = "op-7",
        WorkItemNo = "w-1",
    };

    public static CheckSubjectRequest LicenseCheck(string? unit = null) => new() { RequestId = "r-2", Subject = UnitSubject(unit), Scenario = "admin_license", Region = "999999" };

    /// <summary>An individual consumption order (限制消费令) on a person.</summary>
    public static Change Order(string? person = null, string id = "999999-court:1") => new()
    {
        PutEntry = new PutEntry
        {
            Entry = new EntryRef { Subject = PersonSubject(person), EntryId = id },
            ListType = ListType,
            Region = "999999",
            DecidedOn = "2026-06-01",
            DecisionNo = "(2026) test 1",
            DecisionAuthority = "supreme_court",
            ValidFrom = "2026-06-01",
            UntilPerformed = true,
        },
    };

    /// <summary>The entry of the unit that <see cref="Listed"/> puts.</summary>
    public static EntryRef Entry(string id) => new() { Subject = UnitSubject(), EntryId = "test:" + id };

    /// <summary>The unit is listed for abnormal operation (经营异常).</summary>
    public static Change Listed(string id) => new()
    {
        PutEntry = new PutEntry
        {
            Entry = Entry(id),
            ListType = "abnormal_operation",
            Region = "999999",
            DecidedOn = "2026-06-01",
            DecisionNo = "No. 1",
            DecisionAuthority = "market_supervision",
            ValidFrom = "2026-06-01",
        },
    };

    public static Change Describe(string? person = null, string name = "") =>
        new() { PutSubject = new PutSubject { Subject = PersonSubject(person, name), Kind = SubjectKind.NaturalPerson, Region = "999999" } };

    public static Change DescribeUnit(string? unit = null, string name = "样例单位") => new()
    {
        PutSubject = new PutSubject
        {
            Subject = new Subject { Type = IdentifierType.Uscc, Value = unit ?? Unit, Name = name },
            Kind = SubjectKind.Enterprise,
            Region = "999999",
            EstablishedOn = "2010-01-01",
        },
    };

    /// <summary>A source that covers everything since long ago: CLEAR becomes possible.</summary>
    public static Change FullSource(IEnumerable<string> listTypes, string source = "full")
    {
        var put = new PutSource { Source = source, CoverageFrom = "2015-01-01" };
        put.ListTypes.Add(listTypes);
        put.Regions.Add("000000");
        return new Change { PutSource = put };
    }

    public static IEnumerable<string> AllListTypes()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "catalogues", "cn-2026.yaml");
        return Rules.Catalogues.CatalogueLoader.Load(File.ReadAllBytes(path)).Catalogue!.ListTypes.Select(listType => listType.Code);
    }
}
