namespace CreditQuery.Cli.Sample;

/// <summary>The list types of the sample.</summary>
internal static class SampleListTypes
{
    public const string CourtDebtor = "court_dishonest_debtor";
    public const string ConsumptionOrder = "court_consumption_order";
    public const string ExitOrder = "exit_order";
    public const string WageArrears = "wage_arrears";
    public const string MajorTax = "major_tax_violation";
    public const string TaxCreditA = "tax_credit_a";
    public const string RailMisconduct = "rail_misconduct";

    private const string Court = "（{0}）虚构0101执{1}号";
    private const string Department = "虚构罚字〔{0}〕{1}号";
    private const string Recognition = "虚构认字〔{0}〕{1}号";

    /// <summary>Those that get entries, with their weights.</summary>
    public static readonly SampleListType[] Used =
    [
        new(CourtDebtor, "courts", 730, 55, 25, Court, "有履行能力而拒不履行生效法律文书确定义务", "able_but_refuses"),
        new(ConsumptionOrder, "courts", 0, 15, 0, Court, "未按执行通知书指定的期间履行生效法律文书确定的给付义务"),
        new(ExitOrder, "courts", 0, 2, 0, Court, "人民法院决定限制出境"),
        new("enforcement_debtor", "courts", 0, 0, 10, Court, "被执行人"),
        new(MajorTax, "tax", 1095, 0, 8, Department, "虚开增值税专用发票"),
        new(WageArrears, "human_resources", 1095, 0, 5, Department, "克扣、无故拖欠农民工工资报酬，经责令限期支付逾期未支付"),
        new("market_serious_violation", "market_supervision", 1095, 0, 5, Department, "受到较重行政处罚，严重违法失信", MarketOnly: true),
        new("abnormal_operation", "market_supervision", 0, 0, 22, Recognition, "未按规定的期限公示年度报告", MarketOnly: true),
        new("gov_procurement_violation", "finance_dept", 365, 0, 2, Department, "提供虚假材料谋取中标、成交"),
        new("food_safety_serious", "market_supervision", 1095, 0, 2, Department, "生产经营不符合食品安全标准的食品"),
        new("env_serious_violation", "ecology_environment", 1095, 0, 2, Department, "篡改、伪造监测数据"),
        new("admin_penalty", "market_supervision", 365, 0, 8, Department, "行政处罚公示"),
        new("insurance_fraud", "human_resources", 1095, 3, 0, Department, "骗取社会保险待遇"),
        new("telecom_fraud", "public_security", 730, 5, 0, Recognition, "非法出租、出售银行账户"),
        new(RailMisconduct, "railway", 180, 6, 0, Recognition, "在动车组列车上吸烟", "smoking"),
        new("air_misconduct", "civil_aviation", 365, 4, 0, Recognition, "强占座位、行李架，扰乱客舱秩序"),
        new(TaxCreditA, "tax", 366, 0, 8, Recognition, "年度纳税信用评价A级", MarketOnly: true),
        new("model_of_integrity", "civilisation_office", 0, 6, 2, Recognition, "诚实守信典型"),
        new("youth_volunteer", "youth_league", 0, 4, 0, Recognition, "优秀青年志愿者"),
    ];

    /// <summary>Those of which the sample says that nobody is on them: without a source no answer could be CLEAR.</summary>
    public static readonly string[] Empty =
    [
        "industry_ban_order", "overload_transport", "illegal_medical_practice", "defence_duty_refusal", "research_misconduct", "focus_list", "travel_limited_serious",
        "customs_aeo",
        "tourism_model_unit", "credit_management_model", "charity_model", "evaluated_red", "association_recommended", "media_found", "financial_serious",
        "eia_agency_fraud", "taxi_service", "exam_cheating", "journal_warning", "journal_blacklist", "illegal_social_org_leader", "charity_dishonesty",
        "culture_market_warning", "culture_market_blacklist", "fake_lottery", "safety_blacklist", "network_credit_blacklist", "housing_benefit_fraud",
        "tourism_blacklist", "civilised_travel_blacklist", "safety_production_serious", "listed_company_violation", "evaluated_black",
        "third_party_blacklist", "third_party_redlist", "baiyun_red_board", "baiyun_black_board",
    ];

    private static readonly int PersonTotal = Used.Sum(t => t.PersonWeight);
    private static readonly int UnitTotal = Used.Sum(t => t.UnitWeight);

    /// <summary>Chooses a list type for a listed subject by the weights.</summary>
    public static SampleListType Choose(bool person, ref SampleRandom random)
    {
        var at = random.Next(person ? PersonTotal : UnitTotal);
        foreach (var type in Used)
        {
            at -= person ? type.PersonWeight : type.UnitWeight;
            if (at < 0)
            {
                return type;
            }
        }

        return Used[0];
    }

    public static SampleListType Find(string code) => Array.Find(Used, t => t.Code == code)!;
}
