using System.Text;

namespace CreditQuery.UnitTests.Index;

/// <summary>A small catalogue with one list type of each sort that the applier treats differently.</summary>
internal static class TestCatalogue
{
    public const string Black = "test_black";
    public const string Red = "test_red";
    public const string Order = "test_order";
    public const string UnitsOnly = "test_units";
    public const string Decided = "test_decided";
    public const string NotRepairable = "test_not_repairable";
    public const string Provincial = "test_provincial";
    public const string Recognised = "test_recognised";

    private const string Text = """
        catalogue: test
        title_zh: 测试目录
        effective_from: FROM
        legal_bases:
          - {id: law, title: 测试法, class: law, from: 2000-01-01}
        departments:
          - {code: dept, name_zh: 部门}
        fields:
          - {code: general, name_zh: 通用}
        severity_schemes:
          - {code: scale, name_zh: 程度, values: [{code: minor, name_zh: 轻微, rank: 1}, {code: serious, name_zh: 严重, rank: 2}]}
          - {code: published, name_zh: 公示, values: [{code: minor, name_zh: 轻微, rank: 1, min_publish_days: 0, max_publish_days: 93},
             {code: ordinary, name_zh: 一般, rank: 2, min_publish_days: 120, max_publish_days: 367}]}
        grade_schemes:
          - {code: tax, name_zh: 纳税信用, values: [{code: A, name_zh: A级, rank: 1}, {code: D, name_zh: D级, rank: 2}]}
        list_types:
          - {code: test_black, name_zh: 黑, tier: black, field: general, adverse: true, authority_class: public, initiator: dept, scope: national,
             period: {default_days: 1095, max_days: 1095}, repair: {repairable: true, earliest_days: 90, methods: [perform]}, legal_basis: [{id: law}], from: 2000-01-01}
          - {code: test_red, name_zh: 红, tier: red, field: general, adverse: false, authority_class: public, initiator: dept, scope: national,
             period: {default_days: 365}, legal_basis: [{id: law}], from: 2000-01-01}
          - {code: test_order, name_zh: 令, tier: order, field: general, adverse: false, authority_class: public, initiator: dept, scope: national, judicial: true,
             period: {until_performed: true}, repair: {repairable: true}, legal_basis: [{id: law}], from: 2000-01-01}
          - {code: test_units, name_zh: 企, tier: abnormal, field: general, adverse: true, authority_class: public, initiator: dept, scope: local, kinds: [enterprise],
             period: {until_performed: true}, repair: {repairable: true}, legal_basis: [{id: law}], from: 2000-01-01}
          - {code: test_decided, name_zh: 决, tier: black, field: general, adverse: true, authority_class: public, initiator: dept, scope: local,
             period: {default_days: 365}, admission: {needs_decision: true, needs_resolution: true}, repair: {repairable: true}, legal_basis: [{id: law}], from: 2000-01-01}
          - {code: test_not_repairable, name_zh: 不, tier: black, field: general, adverse: true, authority_class: public, initiator: dept, scope: local,
             period: {default_days: 365}, repair: {repairable: false}, legal_basis: [{id: law}], from: 2000-01-01}
          - {code: test_provincial, name_zh: 省, tier: monitor, field: general, adverse: false, authority_class: public, initiator: dept, scope: province, regions: ["530000"],
             period: {default_days: 365}, legal_basis: [{id: law}], from: 2000-01-01}
          - {code: test_recognised, name_zh: 认, tier: monitor, field: general, adverse: false, authority_class: public, initiator: dept, scope: recognised,
             period: {default_days: 365}, legal_basis: [{id: law}], from: 2000-01-01}
        measures:
          - {code: limit, name_zh: 限制, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence], roles: [legal_rep],
             when: [{lists: [test_black, test_units, test_decided, test_not_repairable]}], legal_basis: [{id: law}], from: 2000-01-01}
          - {code: warn, name_zh: 提示, kind: discipline, obligation: recommended, effect: caution, scenarios: [licence],
             when: [{lists: [test_order]}], adoption: {needed: true, adopted: []}, legal_basis: [{id: law}], from: 2000-01-01}
          - {code: praise, name_zh: 激励, kind: incentive, obligation: recommended, effect: prefer, scenarios: [licence],
             when: [{lists: [test_red]}], from: 2000-01-01}
        behaviour_rules:
          - {type: overload, more_than: 3, within_days: 365, becomes: test_black, basis: [{id: law}]}
        scenarios:
          - {code: licence, name_zh: 许可, must_check: true, item: none, party_rule: worst_counts, as_of: evaluation_day, region: optional, advice: none, required_lists: computed}
        """;

    public static byte[] File(string effectiveFrom = "2020-01-01") => Encoding.UTF8.GetBytes(Text.Replace("FROM", effectiveFrom, StringComparison.Ordinal));
}
