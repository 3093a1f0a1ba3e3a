using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.UnitTests.Index;
using CreditQuery.UnitTests.Rules.Support;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Cases;

/// <summary>What the shipped catalogue of current law admits to the registry: minors, periods, causes, repair. See docs/law.md.</summary>
public sealed class ShippedRecordRulesTests : IDisposable
{
    private static readonly string Unit = SampleSubjects.Uscc(1);
    private static readonly string Person = SampleSubjects.Citizen(1);

    private readonly TestRegistry _registry = new(withCatalogue: false) { Now = new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.Zero) };

    public ShippedRecordRulesTests()
    {
        var file = File.ReadAllBytes(TestCatalogues.PathOf("cn-2026"));
        var outcome = _registry.ApplyOne(new Change { PutCatalogue = new PutCatalogue { Name = "cn-2026", Content = ByteString.CopyFrom(file) } });
        Assert.Equal(OutcomeKind.Applied, outcome.Kind);
    }

    public void Dispose() => _registry.Dispose();

    // 004 四3: education first; the day of the act decides, not that of the decision.
    [Theory]
    [InlineData("20090601", "2026-11-01", RefusalReason.Minor)]
    [InlineData("20081101", "2026-11-01", RefusalReason.Minor)]
    [InlineData("20081031", "2026-11-01", RefusalReason.Unspecified)]
    public void PutEntry_ForAnActOfAMinor_IsRefused(string born, string actedOn, RefusalReason expected)
    {
        var put = Put(SampleSubjects.Citizen(7, born), "rail_misconduct", "2026-11-10", e => e.ActedOn = actedOn);

        Assert.Equal(expected, _registry.ApplyOne(put).Reason);
    }

    // 004 四3: 非主观故意的轻微失信行为.
    [Fact]
    public void PutEntry_ForAMinorActWithoutIntent_IsRefused() =>
        Assert.Equal(RefusalReason.MinorAct, _registry.ApplyOne(Put(Person, "rail_misconduct", "2026-11-10", e => e.MinorAct = true)).Reason);

    // 000 二(二): on the basis of a handling and evaluation already made.
    [Fact]
    public void PutEntry_OnABlackListWithoutDecision_IsRefused()
    {
        Assert.Equal(RefusalReason.MissingField, _registry.ApplyOne(Put(Unit, "env_serious_violation", "2026-11-10", e => e.DecisionNo = "")).Reason);
        Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(Put(Unit, "tax_credit_a", "2026-11-10", e => (e.DecisionNo, e.DecisionAuthority) = ("", ""))).Kind);
    }

    // 法释〔2017〕7号 第二条: two years, up to three more; cause 1 until performed. 发改财金〔2018〕384号: 180 days, unpaid fares until paid, 90 days after three.
    [Theory]
    [InlineData("court_dishonest_debtor", "evasion", "2028-11-08")]
    [InlineData("court_dishonest_debtor", "able_but_refuses", "")]
    [InlineData("court_consumption_order", "", "")]
    [InlineData("rail_misconduct", "smoking", "2027-05-08")]
    [InlineData("rail_misconduct", "fare_unpaid", "")]
    [InlineData("rail_misconduct", "repeated_fare_evasion", "2027-02-07")]
    [InlineData("air_misconduct", "", "2027-11-09")]
    [InlineData("wage_arrears", "", "2029-11-08")]
    public void PutEntry_WithoutLastDay_TakesThePeriodOfItsCauseOrList(string listType, string cause, string lastDay)
    {
        Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(Put(Person, listType, "2026-11-10", e => e.CauseCode = cause)).Kind);

        var validTo = _registry.View(Person).Entries[0].ValidTo;
        Assert.Equal(lastDay.Length == 0 ? CivilDay.Never : RecordBuilder.Day(lastDay), validTo);
    }

    [Theory]
    [InlineData("rail_misconduct", "2027-05-08", RefusalReason.Unspecified)]
    [InlineData("rail_misconduct", "2027-05-09", RefusalReason.BadPeriod)]
    [InlineData("court_dishonest_debtor", "2031-11-10", RefusalReason.Unspecified)]
    [InlineData("court_dishonest_debtor", "2032-01-01", RefusalReason.BadPeriod)]
    [InlineData("gov_procurement_violation", "2029-11-10", RefusalReason.Unspecified)]
    [InlineData("gov_procurement_violation", "2029-12-31", RefusalReason.BadPeriod)]
    public void PutEntry_WithALongerPeriodThanTheLaw_IsRefused(string listType, string validTo, RefusalReason expected) =>
        Assert.Equal(expected, _registry.ApplyOne(Put(Person, listType, "2026-11-10", e => e.ValidTo = validTo)).Reason);

    [Fact]
    public void PutEntry_WithACauseThatTheRuleDoesNotName_IsRefused() =>
        Assert.Equal(RefusalReason.UnknownCode, _registry.ApplyOne(Put(Unit, "court_dishonest_debtor", "2026-11-10", e => e.CauseCode = "slow_payment")).Reason);

    // A. a person is no taxpayer with a credit grade; b. a firm does not smoke on a train.
    [Fact]
    public void PutEntry_ForTheWrongKindOfSubject_IsRefused()
    {
        Assert.Equal(RefusalReason.WrongKind, _registry.ApplyOne(Put(Person, "tax_credit_a", "2026-11-10")).Reason);
        Assert.Equal(RefusalReason.WrongKind, _registry.ApplyOne(Put(Unit, "rail_misconduct", "2026-11-10")).Reason);
    }

    // The court deletes, it does not repair; misconduct on trains runs out.
    [Theory]
    [InlineData("court_dishonest_debtor")]
    [InlineData("court_consumption_order")]
    [InlineData("exit_order")]
    [InlineData("gov_procurement_violation")]
    public void RepairEntry_OfAListWithoutRepair_IsRefused(string listType)
    {
        _registry.ApplyOne(Put(Person, listType, "2026-01-10"));

        Assert.Equal(RefusalReason.NotRepairable, _registry.ApplyOne(Repair(Person)).Reason);
    }

    // 拖欠农民工工资 rules: six months; 总局令第44号: one year (general knowledge).
    [Theory]
    [InlineData("wage_arrears", "2026-10-01", RefusalReason.TooEarly)]
    [InlineData("wage_arrears", "2026-05-01", RefusalReason.Unspecified)]
    [InlineData("market_serious_violation", "2026-05-01", RefusalReason.TooEarly)]
    [InlineData("market_serious_violation", "2025-11-01", RefusalReason.Unspecified)]
    public void RepairEntry_BeforeItsTime_IsRefused(string listType, string decidedOn, RefusalReason expected)
    {
        _registry.ApplyOne(Put(Unit, listType, decidedOn));

        Assert.Equal(expected, _registry.ApplyOne(Repair(Unit)).Reason);
    }

    // 000 六(七): not repairable by the entry's own decision.
    [Fact]
    public void RepairEntry_OfAnEntryDeclaredNotRepairable_IsRefused()
    {
        _registry.ApplyOne(Put(Unit, "env_serious_violation", "2025-01-10", e => e.NotRepairable = true));

        Assert.Equal(RefusalReason.NotRepairable, _registry.ApplyOne(Repair(Unit)).Reason);
    }

    private Change Put(string subject, string listType, string decidedOn, Action<PutEntry>? with = null) => _registry.PutEntry(subject, "list:1", listType, e =>
    {
        e.DecidedOn = decidedOn;
        e.ValidFrom = decidedOn;
        e.DecisionAuthority = "courts";
        with?.Invoke(e);
    });

    private Change Repair(string subject) =>
        new() { RepairEntry = new RepairEntry { Entry = _registry.Entry(subject, "list:1"), DecisionNo = "No. 2", Method = "perform" } };
}
