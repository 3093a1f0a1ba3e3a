using CreditQuery.Rules.Catalogues;

namespace CreditQuery.UnitTests.Rules.Support;

/// <summary>A small invented catalogue in which each rule stands alone.</summary>
internal static class SmallCatalogue
{
    public const string Yaml = """
        catalogue: small
        title_zh: 小目录
        effective_from: 2020-01-01
        legal_bases:
          - {id: act, title: 法, class: law, from: 2010-01-01}
          - {id: act_2027, title: 新法, class: law, from: 2027-01-01}
          - {id: undated, title: 无日期的法, class: law}
          - {id: memo, title: 备忘录, class: memorandum, from: 2016-01-01}
        fields:
          - {code: court, name_zh: 司法}
          - {code: tax, name_zh: 税务}
        departments:
          - {code: court, name_zh: 法院}
        severity_schemes:
          - code: three
            name_zh: 三级
            values: [{code: minor, name_zh: 轻微, rank: 1}, {code: ordinary, name_zh: 一般, rank: 2}, {code: serious, name_zh: 严重, rank: 3}]
          - code: kunshan
            name_zh: 昆山
            values: [{code: ordinary, name_zh: 一般, rank: 1}, {code: serious, name_zh: 严重, rank: 2}]
        grade_schemes:
          - code: tax_credit
            name_zh: 纳税
            values: [{code: A, name_zh: A, rank: 1}, {code: D, name_zh: D, rank: 2}]
        list_types:
          - code: dishonest
            name_zh: 失信被执行人
            tier: black
            field: court
            adverse: true
            scope: national
            judicial: true
            from: 2010-01-01
          - code: tax_violation
            name_zh: 税收违法
            tier: black
            field: tax
            adverse: true
            scope: national
            objection:
              - {region: "140000", disciplines: suspend, incentives: mark}
              - {region: "140500", disciplines: mark, incentives: mark}
            clean_years: {repaired_count: false}
            from: 2010-01-01
          - {code: kept, name_zh: 修复仍计, tier: focus, field: tax, adverse: true, scope: local, clean_years: {repaired_count: true}}
          - {code: order, name_zh: 限制消费令, tier: order, field: court, adverse: false, scope: national, judicial: true}
          - {code: exit_order, name_zh: 限制出境, tier: order, field: court, scope: national, judicial: true}
          - {code: ban, name_zh: 行业禁入, tier: order, field: court, scope: national}
          - {code: model, name_zh: 诚信典型, tier: red, field: tax, scope: national, objection: [{region: "440400", disciplines: suspend, incentives: suspend}]}
          - {code: hint, name_zh: 第三方, tier: black, field: tax, authority_class: reference, adverse: true, scope: national, named_only: true}
        scenarios:
          - {code: licence, name_zh: 许可, item: approval, party_rule: each_alone, party_roles: [applicant, evaluator], as_of: today, advice: approval}
          - {code: tender, name_zh: 招标, item: tender, party_rule: worst_counts, party_roles: [bidder, member], as_of: evaluation_day, advice: tender, region: required}
          - {code: loan, name_zh: 贷款, item: loan, ceiling: caution, advice: pricing, party_rule: each_alone}
          - {code: consumption, name_zh: 消费, item: consumption, item_required: true, kinds: [natural_person, enterprise], advice: consumption}
          - {code: exit, name_zh: 出境, item: none, fixed_item: exit, kinds: [natural_person], advice: consumption}
          - {code: inspection, name_zh: 检查, item: inspection, advice: inspection}
          - {code: library, name_zh: 图书馆, kinds: [natural_person], advice: other}
        measures:
          - {code: block_licence, name_zh: 禁, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence, tender, loan], roles: [legal_rep],
             when: [{lists: [dishonest]}], legal_basis: [{id: act}]}
          - {code: caution_licence, name_zh: 慎, kind: discipline, obligation: unspecified, effect: caution, scenarios: [licence, tender, loan],
             when: [{lists: [tax_violation]}], legal_basis: [{id: act}]}
          - {code: mandatory_caution, name_zh: 必慎, kind: discipline, obligation: mandatory, effect: caution, scenarios: [inspection],
             when: [{lists: [dishonest]}], legal_basis: [{id: act}]}
          - {code: monitored_only, name_zh: 重点监测, kind: discipline, obligation: unspecified, effect: caution, scenarios: [licence],
             when: [{lists: [tax_violation], states: [monitored]}], legal_basis: [{id: act}]}
          - {code: advice_only, name_zh: 无依据, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence],
             when: [{lists: [kept]}], legal_basis: [{id: memo}, {id: undated}]}
          - {code: later_basis, name_zh: 以后, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence],
             when: [{lists: [kept]}], legal_basis: [{id: act_2027}]}
          - {code: informs, name_zh: 告知, kind: discipline, obligation: mandatory, effect: inform, scenarios: [licence],
             when: [{lists: [tax_violation]}], legal_basis: [{id: act}]}
          - {code: recommended, name_zh: 推荐, kind: discipline, obligation: recommended, effect: caution, scenarios: [licence],
             when: [{lists: [kept]}], adoption: {needed: true, adopted: [{region: "320583", from: 2020-01-01, to: 2030-12-31}]}, legal_basis: [{id: act}]}
          - {code: hinted, name_zh: 提示, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence],
             when: [{lists: [hint]}], legal_basis: [{id: act}]}
          - {code: industry_ban, name_zh: 行业禁入, kind: discipline, obligation: unspecified, effect: caution, scenarios: [licence], roles: [legal_rep],
             when: [{lists: [ban], industries: same}], legal_basis: [{id: act}]}
          - {code: serious_only, name_zh: 严重, kind: discipline, obligation: mandatory, effect: block, scenarios: [inspection],
             when: [{lists: [tax_violation], severity: {scheme: three, values: [serious]}}], legal_basis: [{id: act}]}
          - {code: evaluator_ban, name_zh: 评审, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence],
             when: [{lists: [kept], party_roles: [evaluator]}], legal_basis: [{id: act}]}
          - {code: low_grade, name_zh: 低等级, kind: discipline, obligation: unspecified, effect: caution, scenarios: [inspection],
             when: [{grade: {scheme: tax_credit, values: [D]}}], legal_basis: [{id: act}]}
          - {code: limit_air, name_zh: 飞机, kind: discipline, obligation: mandatory, effect: block, scenarios: [consumption], roles: [legal_rep],
             when: [{lists: [dishonest, order], items: [air]}], legal_basis: [{id: act}]}
          - {code: limit_train, name_zh: 火车, kind: discipline, obligation: mandatory, effect: block, scenarios: [consumption], roles: [legal_rep],
             when: [{lists: [dishonest, order], items: [rail_g, rail_emu, rail_emu_sleeper]}], legal_basis: [{id: act}]}
          - {code: limit_exit, name_zh: 出境, kind: discipline, obligation: unspecified, effect: caution, scenarios: [exit],
             when: [{lists: [exit_order]}], legal_basis: [{id: act}]}
          - {code: green_channel, name_zh: 绿色通道, kind: incentive, obligation: recommended, effect: prefer, scenarios: [licence],
             when: [{lists: [model]}, {three_clean_years: true}]}
          - {code: notify_and_commit, name_zh: 告知承诺, kind: incentive, obligation: recommended, effect: prefer, scenarios: [licence],
             when: [{three_clean_years: true, no_broken_commitment: true}]}
          - {code: tender_bonus_points, name_zh: 加分, kind: incentive, obligation: recommended, effect: bonus, scenarios: [tender], when: [{lists: [model]}]}
          - {code: fewer_inspections, name_zh: 减少检查, kind: incentive, obligation: recommended, effect: frequency, scenarios: [inspection],
             when: [{lists: [model]}, {grade: {scheme: tax_credit, values: [A]}}]}
          - {code: library_deposit_free, name_zh: 免押金, kind: incentive, obligation: recommended, effect: prefer, scenarios: [library], when: [{lists: [model]}]}
        consumption_tables:
          - {mode: air, item: air, rules: {court: restricted}}
          - {mode: rail, item: rail_g, match: {train_type: [G]}, rules: {court: restricted}}
          - {mode: rail, item: rail_emu, match: {train_type: [D], seat: [first]}, rules: {court: restricted}}
          - {mode: rail, item: rail_emu, match: {train_type: [D], seat: [second]}, rules: {court: allowed}}
          - {mode: rail, item: rail_emu_sleeper, match: {train_type: [D, emu_sleeper], seat: [second_sleeper]}, rules: {court: undetermined}, note: 未定}
        consumption_rules:
          - {rule: court, lists: [dishonest, order], measure_by_item: {air: limit_air, rail_g: limit_train, rail_emu: limit_train, rail_emu_sleeper: limit_train}}
        tender_schemes:
          - {code: points, region: "440000", points: [{lists: [model], points: "2.0"}, {grade: {scheme: tax_credit, values: [A]}, points: "1.5"}], cap: "3.0"}
        supervision_factors:
          - {region: "440000", level: reduced, factor: "0.5"}
          - {region: "440400", level: reduced, factor: "0.25"}
          - {region: "440000", level: key, factor: "2"}
        price_signals:
          - {product: loan, tier: black, signal: severe, note: 仅供参考}
          - {product: loan, tier: red, signal: favourable, note: 仅供参考}
        behaviour_rules:
          - {type: overload, more_than: 3, within_days: 365, becomes: kept}
        working_days: {holidays: [2026-10-01, 2026-10-02], extra_workdays: [2026-10-10]}
        """;

    private static readonly Lazy<Catalogue> Loaded = new(() => TestCatalogues.Parse(Yaml));

    public static Catalogue Value => Loaded.Value;
}
