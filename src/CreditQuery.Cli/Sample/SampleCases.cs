using System.Globalization;
using CreditQuery.Protos.V1;
using IdentifierType = CreditQuery.Protos.V1.IdentifierType;
using Role = CreditQuery.Protos.V1.Role;
using SubjectKind = CreditQuery.Protos.V1.SubjectKind;

namespace CreditQuery.Cli.Sample;

/// <summary>A few subjects made by hand, one per thing worth trying; apart from the numbers of the others.</summary>
internal sealed class SampleCases
{
    /// <summary>First number of their citizen numbers.</summary>
    public const int FirstPerson = 19_900_000;

    /// <summary>First number of their unified codes.</summary>
    public const int FirstUnit = 800_000_000;

    private const string Shanxi = "140000";
    private const string Kunshan = "320583";

    // A region for which no catalogue has an overlay: an accepted objection marks and does not suspend.
    private const string NoOverlay = "310000";
    private const string Asker = "--purpose 办理业务 --operator clerk-1 --work-item 2026-0001";
    private readonly DateOnly _asOf;
    private readonly List<Change> _changes = [];
    private readonly List<SampleCase> _cases = [];
    private int _units;
    private int _persons;

    public SampleCases(DateOnly asOf)
    {
        _asOf = asOf;
        AddConsumption();
        AddTender();
        AddApproval();
        AddObjections();
        AddIdentity();
    }

    /// <summary>The changes that make them.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>What to try.</summary>
    public IReadOnlyList<SampleCase> Cases => _cases;

    private void AddConsumption()
    {
        var debtor = Person("虚构失信人");
        Entry(debtor, SampleListTypes.CourtDebtor, Shanxi, "c1");
        Entry(debtor, SampleListTypes.ConsumptionOrder, Shanxi, "c2");
        Try("A debtor buys a ticket for a G train: restricted", debtor, $"--scenario consumption --item rail:train_no=G1234,seat=second {Asker}", "BLOCK");
        Try("The same debtor on a hard seat of an ordinary train: allowed", debtor, $"--scenario consumption --item rail:train_no=K1234,seat=hard_seat {Asker}", "CLEAR");

        var company = Unit("虚构欠债建筑有限公司", Shanxi);
        var representative = Person("虚构法定代表人");
        Entry(company, SampleListTypes.CourtDebtor, Shanxi, "c3");
        Entry(company, SampleListTypes.ConsumptionOrder, Shanxi, "c4");
        _changes.Add(new Change { LinkPerson = new LinkPerson { Unit = Bare(company), Person = Bare(representative), Role = Role.LegalRep, From = Day(-1500) } });
        Try("The legal representative of a listed company flies: restricted through the company", representative, $"--scenario consumption --item air:cabin=economy {Asker}", "BLOCK");

        var exempted = Person("虚构临时解除人");
        var order = Entry(exempted, SampleListTypes.ConsumptionOrder, Shanxi, "c5");
        _changes.Add(new Change
        {
            GrantExemption = new GrantExemption { Entry = order, ExemptionId = "x1", OrderNo = "（2026）虚构0101执5号之一", Items = { "air", "rail_g" }, From = Day(-3), To = Day(20) },
        });
        Try("A limited person with a temporary lifting for trains and planes", exempted, $"--scenario consumption --item rail:train_no=G1234,seat=second {Asker}", "CLEAR");

        var smoker = Person("虚构吸烟旅客");
        Entry(smoker, SampleListTypes.RailMisconduct, Kunshan, "c6", "smoking");
        Try("Smoked on a train: no train tickets for 180 days", smoker, $"--scenario consumption --item rail:train_no=K1234,seat=hard_seat {Asker}", "BLOCK");

        var leaver = Person("虚构限制出境人");
        Entry(leaver, SampleListTypes.ExitOrder, Shanxi, "c7");
        Try("An individual order limits leaving the country", leaver, $"--scenario exit {Asker}", "BLOCK");
    }

    private void AddTender()
    {
        var bidder = Unit("虚构投标有限公司", Kunshan);
        var partner = Unit("虚构联合体成员有限公司", Kunshan);
        Entry(partner, SampleListTypes.CourtDebtor, Kunshan, "t1");
        Try("A bidder without entries", bidder, "--scenario tender_bid --region 320583 --item tender:stage=qualification,trade_type=bidding,role=bidder", "CLEAR");
        Try(
            "The same bidder with a listed consortium partner: the whole consortium is limited",
            bidder,
            $"--scenario tender_bid --region 320583 --item tender:stage=qualification,trade_type=bidding,role=bidder --party member=uscc:{partner.Value}",
            "BLOCK");
    }

    private void AddApproval()
    {
        var taxpayer = Unit("虚构守信纳税有限公司", Shanxi);
        Entry(taxpayer, SampleListTypes.TaxCreditA, Shanxi, "a1");
        _changes.Add(new Change { PutGrade = new PutGrade { Subject = Bare(taxpayer), Scheme = "tax_credit", Value = "A", GradedOn = Day(-200), Issuer = "tax" } });
        Try("A taxpayer of grade A applies for a licence", taxpayer, "--scenario admin_license --region 140000 --item approval:matter_code=000101", "PREFER");

        var evader = Unit("虚构偷税有限公司", Shanxi);
        Entry(evader, SampleListTypes.MajorTax, Shanxi, "a2");
        Try("A major tax violator applies for a fiscal fund", evader, "--scenario fiscal_fund --region 140000 --item fund:programme=p1", "CAUTION");
    }

    private void AddObjections()
    {
        foreach (var (region, id, expect) in new[] { (Shanxi, "o1", "SUSPENDED_ONLY"), (NoOverlay, "o2", "BLOCK") })
        {
            var employer = Unit("虚构欠薪劳务有限公司", region);
            var entry = Entry(employer, SampleListTypes.WageArrears, region, id);
            _changes.Add(new Change
            {
                OpenObjection = new OpenObjection
                {
                    Entry = entry,
                    ObjectionId = "objection-1",
                    Target = "entry",
                    Source = "OBJECTION",
                    AcceptedBy = "human_resources",
                    AcceptedOn = Day(-2),
                    ReplyDue = Day(8),
                },
            });
            Try($"Wage arrears under objection, checked in {region}", employer, $"--scenario fiscal_fund --region {region} --item fund:programme=p1", expect);
        }
    }

    private void AddIdentity()
    {
        var pilot = Unit("虚构试点代码有限公司", Kunshan, SampleIdentifiers.PilotUscc(FirstUnit + 90));
        Entry(pilot, SampleListTypes.MajorTax, Kunshan, "i1");
        Try("An early pilot code whose check character does not fit is found all the same", pilot, "--scenario fiscal_fund --region 320583 --item fund:programme=p1", "CAUTION");

        var elder = Person("虚构旧号持有人");
        Entry(elder, SampleListTypes.CourtDebtor, Shanxi, "i2");
        _cases.Add(Case("A 15-digit citizen number is extended by rule", SampleIdentifiers.OldCitizenId(FirstPerson + _persons - 1), $"--type citizen_id --scenario consumption --item air:cabin=first {Asker}", "BLOCK"));
        _cases.Add(Case("A valid code of which nothing is known", SampleIdentifiers.Uscc(FirstUnit + 99), "--scenario admin_license --region 140000 --item approval:matter_code=000101", "CLEAR"));
        _cases.Add(Case("An impossible day of birth", "999999200102290040", $"--scenario consumption --item air:cabin=first {Asker}", "INDETERMINATE"));
    }

    private Subject Unit(string name, string region, string? code = null)
    {
        var subject = new Subject { Type = IdentifierType.Uscc, Value = code ?? SampleIdentifiers.Uscc(FirstUnit + _units++), Name = name };
        Put(subject, SubjectKind.Enterprise, region, Day(-2500));
        return subject;
    }

    private Subject Person(string name)
    {
        var subject = new Subject { Type = IdentifierType.CitizenId, Value = SampleIdentifiers.CitizenId(FirstPerson + _persons++), Name = name };
        Put(subject, SubjectKind.NaturalPerson, Shanxi, "");
        return subject;
    }

    private void Put(Subject subject, SubjectKind kind, string region, string establishedOn) =>
        _changes.Add(new Change { PutSubject = new PutSubject { Subject = subject, Kind = kind, Region = region, EstablishedOn = establishedOn } });

    private EntryRef Entry(Subject subject, string listType, string region, string id, string cause = "")
    {
        var type = SampleListTypes.Find(listType);
        var reference = new EntryRef { Subject = Bare(subject), EntryId = $"{SampleEntries.Issuer}:case-{id}" };
        _changes.Add(new Change
        {
            PutEntry = new PutEntry
            {
                Entry = reference,
                ListType = listType,
                Region = region,
                CauseCode = cause.Length > 0 ? cause : type.CauseCode,
                CauseText = type.Cause,
                AbleButRefuses = listType == SampleListTypes.CourtDebtor,
                ActedOn = Day(-120),
                DecidedOn = Day(-60),
                DecisionNo = string.Format(CultureInfo.InvariantCulture, type.Document, _asOf.Year, id),
                DecisionAuthority = type.Authority,
                ValidFrom = Day(-60),
                ValidTo = type.Days > 0 ? Day(type.Days - 61) : "",
                UntilPerformed = type.Days == 0,
            },
        });
        return reference;
    }

    private void Try(string title, Subject subject, string arguments, string expect) => _cases.Add(Case(title, subject.Value, arguments, expect));

    private static SampleCase Case(string title, string identifier, string arguments, string expect) =>
        new(title, identifier, $"creditq check {identifier} {arguments}", expect);

    private static Subject Bare(Subject subject) => new() { Type = subject.Type, Value = subject.Value };

    private string Day(int offset) => _asOf.AddDays(offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
