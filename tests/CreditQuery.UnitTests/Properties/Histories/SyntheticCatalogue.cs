using CreditQuery.Rules.Catalogues;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Properties.Histories;

/// <summary>A small catalogue with a row of every sort; lists, rows, bases and adoptions begin and end in the months that histories ask about.</summary>
internal static class SyntheticCatalogue
{
    public const string Yaml = """
        catalogue: every-feature
        title_zh: 各种规则
        effective_from: 2026-01-01
        legal_bases:
          - {id: act, title: 法, class: law, from: 2010-01-01}
          - {id: ending, title: 条例, class: administrative_regulation, from: 2010-01-01, to: 2026-09-14}
          - {id: coming, title: 地方条例, class: local_regulation, from: 2026-08-20}
          - {id: memo, title: 备忘录, class: memorandum, from: 2010-01-01}
          - {id: undated, title: 未注明, class: law}
        fields:
          - {code: court, name_zh: 司法}
          - {code: tax, name_zh: 税务}
          - {code: food, name_zh: 食品}
        departments: [{code: dept, name_zh: 部门}]
        severity_schemes:
          - {code: three, name_zh: 三级, values: [{code: minor, name_zh: 轻微, rank: 1}, {code: ordinary, name_zh: 一般, rank: 2}, {code: serious, name_zh: 严重, rank: 3}]}
          - {code: two, name_zh: 两级, values: [{code: ordinary, name_zh: 一般, rank: 1, min_publish_days: 0, max_publish_days: 93}, {code: serious, name_zh: 严重, rank: 2}]}
        grade_schemes:
          - {code: tax_credit, name_zh: 纳税, values: [{code: A, name_zh: A, rank: 1}, {code: B, name_zh: B, rank: 2}, {code: D, name_zh: D, rank: 3}]}
        objections:
          - {region: "140000", disciplines: suspend, incentives: mark, basis: [{id: act}]}
          - {region: "440400", disciplines: suspend, incentives: suspend, basis: [{id: act}]}
        list_types:
          - {code: debtor, name_zh: 失信, tier: black, field: court, adverse: true, scope: national, judicial: true, from: 2010-01-01}
          - {code: tax_bad, name_zh: 税收, tier: black, field: tax, adverse: true, scope: national, period: {default_days: 100},
             objection: [{region: "140000", disciplines: suspend, incentives: mark}, {region: "140500", disciplines: mark, incentives: mark}], from: 2010-01-01}
          - {code: kept, name_zh: 修复仍计, tier: focus, field: tax, adverse: true, scope: local, clean_years: {repaired_count: true}}
          - {code: provincial, name_zh: 省级, tier: abnormal, field: food, adverse: true, scope: province, kinds: [enterprise, individual_business]}
          - {code: regional, name_zh: 地区, tier: monitor, field: food, adverse: false, scope: local, regions: ["140000", "440400"]}
          - {code: ended, name_zh: 到期的名单, tier: black, field: food, adverse: true, scope: national, from: 2010-01-01, to: 2026-10-10}
          - {code: begun, name_zh: 新的名单, tier: black, field: food, adverse: true, scope: national, from: 2026-07-07}
          - {code: order, name_zh: 限制消费令, tier: order, field: court, adverse: true, scope: national, judicial: true}
          - {code: exit_order, name_zh: 限制出境, tier: order, field: court, scope: national, judicial: true}
          - {code: ban, name_zh: 行业禁入, tier: order, field: court, scope: national, period: {until_performed: true}}
          - {code: misconduct, name_zh: 旅客, tier: black, field: court, scope: national, named_only: true}
          - {code: hint, name_zh: 第三方, tier: black, field: tax, authority_class: reference, adverse: true, scope: national}
          - {code: personal, name_zh: 个人失信, tier: black, field: food, adverse: true, scope: national, kinds: [natural_person]}
          - {code: model, name_zh: 典型, tier: red, field: tax, scope: national}
          - {code: local_model, name_zh: 地方典型, tier: red, field: food, scope: local, from: 2010-01-01, to: 2026-11-11}
        scenarios:
          - {code: licence, name_zh: 许可, item: approval, party_rule: each_alone, party_roles: [applicant, evaluator], as_of: today, advice: approval}
          - {code: tender, name_zh: 招标, item: tender, party_rule: worst_counts, party_roles: [bidder, member, evaluator], as_of: evaluation_day, advice: tender, region: required}
          - {code: loan, name_zh: 贷款, item: loan, ceiling: caution, advice: pricing, party_rule: each_alone}
          - {code: insurance, name_zh: 保险, item: insurance, ceiling: caution, advice: pricing, party_rule: worst_counts}
          - {code: consumption, name_zh: 消费, item: consumption, item_required: true, kinds: [natural_person, enterprise], advice: consumption}
          - {code: exit, name_zh: 出境, item: none, fixed_item: exit, kinds: [natural_person], advice: consumption}
          - {code: inspection, name_zh: 检查, item: inspection, advice: inspection}
          - {code: award, name_zh: 评优, item: award, advice: other, required_lists: [debtor], flags: [priority]}
          - {code: library, name_zh: 图书馆, kinds: [natural_person], advice: other}
        measures:
          - {code: block, name_zh: 禁, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence, tender, loan], roles: [legal_rep, actual_controller],
             when: [{lists: [debtor, begun, ended]}], legal_basis: [{id: act}]}
          - {code: block_ending, name_zh: 届满, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence, award], when: [{lists: [tax_bad, kept, hint]}], legal_basis: [{id: ending}]}
          - {code: block_coming, name_zh: 将来, kind: discipline, obligation: mandatory, effect: block, scenarios: [inspection, tender],
             when: [{lists: [kept, provincial]}], legal_basis: [{id: coming}, {id: memo}]}
          - {code: caution, name_zh: 慎, kind: discipline, obligation: unspecified, effect: caution, scenarios: [licence, tender, loan, insurance], roles: [legal_rep],
             kinds: [enterprise, individual_business, social_org], when: [{tiers: [black, abnormal], severity: {scheme: three, values: [ordinary, serious]}}, {lists: [regional]}], legal_basis: [{id: act}]}
          - {code: monitored_only, name_zh: 重点监测, kind: discipline, obligation: unspecified, effect: caution, scenarios: [licence, inspection],
             when: [{tiers: [black, focus], states: [monitored]}], legal_basis: [{id: act}]}
          - {code: advice_only, name_zh: 无依据, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence, library], when: [{lists: [kept]}], legal_basis: [{id: memo}, {id: undated}]}
          - {code: informs, name_zh: 告知, kind: discipline, obligation: mandatory, effect: inform, scenarios: [licence, inspection], when: [{tiers: [black]}], legal_basis: [{id: act}]}
          - {code: recommended, name_zh: 推荐, kind: discipline, obligation: recommended, effect: caution, scenarios: [licence, inspection, insurance], when: [{tiers: [black, focus, monitor]}],
             adoption: {needed: true, adopted: [{region: "140000", from: 2020-01-01, to: 2026-08-08}, {region: "440400", from: 2026-06-20}]}, legal_basis: [{id: act}]}
          - {code: hinted, name_zh: 提示, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence], when: [{lists: [hint]}], legal_basis: [{id: act}]}
          - {code: industry_ban, name_zh: 行业禁入, kind: discipline, obligation: unspecified, effect: caution, scenarios: [licence], roles: [legal_rep],
             when: [{lists: [ban], industries: same}], legal_basis: [{id: act}]}
          - {code: ban_or_debtor, name_zh: 两个条件, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence],
             when: [{lists: [ban, tax_bad], industries: same}, {lists: [ban, tax_bad], severity: {scheme: two, values: [serious]}}], legal_basis: [{id: act}]}
          - {code: food_licence, name_zh: 食品许可, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence],
             when: [{lists: [provincial, regional, ended, begun], industries: [C13, C14, F5]}, {lists: [provincial, regional], institution_types: [bank]}], legal_basis: [{id: act}]}
          - {code: evaluator_ban, name_zh: 评审, kind: discipline, obligation: mandatory, effect: block, scenarios: [licence, tender],
             when: [{lists: [kept, debtor], party_roles: [evaluator]}], legal_basis: [{id: act}]}
          - {code: procurement_ban, name_zh: 采购, kind: discipline, obligation: mandatory, effect: block, scenarios: [tender],
             when: [{lists: [tax_bad], trade_types: [procurement]}, {tiers: [abnormal, black], trade_types: [land], able_but_refuses: true}], legal_basis: [{id: act}]}
          - {code: own_field, name_zh: 本领域, kind: discipline, obligation: mandatory, effect: block, scenarios: [inspection], when: [{tiers: [black], own_field: true}], legal_basis: [{id: act}]}
          - {code: some_field, name_zh: 某领域, kind: discipline, obligation: mandatory, effect: block, scenarios: [inspection], when: [{lists: [debtor], inspection_fields: [food]}], legal_basis: [{id: act}]}
          - {code: low_grade, name_zh: 低等级, kind: discipline, obligation: mandatory, effect: block, scenarios: [inspection, award],
             when: [{grade: {scheme: tax_credit, values: [D]}}], legal_basis: [{id: act}], from: 2010-01-01, to: 2026-12-12}
          - {code: award_veto, name_zh: 否决, kind: discipline, obligation: mandatory, effect: block, scenarios: [award], when: [{tiers: [black], awards: [charity_award]}], legal_basis: [{id: act}]}
          - {code: property_rate, name_zh: 费率, kind: discipline, obligation: recommended, effect: price_signal, scenarios: [insurance, loan],
             when: [{tiers: [black], products: [property]}], adoption: {needed: false}, legal_basis: [{id: act}]}
          - {code: here_only, name_zh: 仅此地, kind: discipline, obligation: mandatory, effect: block, scenarios: [insurance, inspection, licence],
             when: [{lists: [provincial, debtor], regions: ["140500", "440400"]}], legal_basis: [{id: act}], from: 2026-06-01, to: 2027-02-02}
          - {code: limit_air, name_zh: 飞机, kind: discipline, obligation: mandatory, effect: block, scenarios: [consumption], roles: [legal_rep, directly_liable],
             when: [{lists: [debtor, order], items: [air]}, {tiers: [black], items: [air]}], legal_basis: [{id: act}]}
          - {code: limit_train, name_zh: 火车, kind: discipline, obligation: mandatory, effect: block, scenarios: [consumption], roles: [legal_rep],
             when: [{lists: [debtor, order, misconduct], items: [rail_g, rail_emu, rail_emu_sleeper]}], legal_basis: [{id: act}]}
          - {code: limit_exit, name_zh: 出境, kind: discipline, obligation: unspecified, effect: caution, scenarios: [exit], roles: [legal_rep], when: [{lists: [exit_order, order]}], legal_basis: [{id: act}]}
          - {code: green_channel, name_zh: 绿色通道, kind: incentive, obligation: recommended, effect: prefer, scenarios: [licence, award], kinds: [enterprise, natural_person],
             when: [{lists: [model, local_model]}, {three_clean_years: true}]}
          - {code: accept_with_deficiency, name_zh: 容缺, kind: incentive, obligation: recommended, effect: prefer, scenarios: [licence], when: [{lists: [model], three_clean_years: true}, {grade: {scheme: tax_credit, values: [A]}}]}
          - {code: notify_and_commit, name_zh: 承诺, kind: incentive, obligation: recommended, effect: prefer, scenarios: [licence, loan], when: [{three_clean_years: true, no_broken_commitment: true}]}
          - {code: bonus_points, name_zh: 加分, kind: incentive, obligation: recommended, effect: bonus, scenarios: [tender], when: [{tiers: [red], trade_types: [bidding, procurement]}, {grade: {scheme: tax_credit, values: [A, B]}}]}
          - {code: fewer_inspections, name_zh: 减少检查, kind: incentive, obligation: recommended, effect: frequency, scenarios: [inspection], when: [{lists: [model]}, {grade: {scheme: tax_credit, values: [A]}}], from: 2026-05-20}
          - {code: deposit_free, name_zh: 免押金, kind: incentive, obligation: recommended, effect: prefer, scenarios: [library], roles: [legal_rep], when: [{lists: [model, local_model]}]}
        consumption_tables:
          - {mode: air, item: air, rules: {court: restricted, misconduct: restricted, serious: undetermined}, note: 未定}
          - {mode: rail, item: rail_g, match: {train_type: [G]}, rules: {court: restricted, misconduct: restricted}}
          - {mode: rail, item: rail_emu, match: {train_type: [D], seat: [first]}, rules: {court: restricted}}
          - {mode: rail, item: rail_emu, match: {train_type: [D], seat: [second]}, rules: {court: allowed, misconduct: restricted}}
          - {mode: rail, item: rail_emu_sleeper, match: {train_type: [D, emu_sleeper], seat: [second_sleeper]}, rules: {court: undetermined, misconduct: restricted}, note: 未定}
        consumption_rules:
          - {rule: court, lists: [debtor, order], measure_by_item: {air: limit_air, rail_g: limit_train, rail_emu: limit_train, rail_emu_sleeper: limit_train}}
          - {rule: misconduct, lists: [misconduct], measure_by_item: {air: limit_air, rail_g: limit_train, rail_emu: limit_train, rail_emu_sleeper: limit_train}}
          - {rule: serious, tiers: [black], able_but_refuses: true, measure_by_item: {air: limit_air}}
        tender_schemes:
          - {code: all, region: "000000", trade_types: [procurement], points: [{lists: [model], points: "1.0"}]}
          - {code: points, region: "440000", points: [{lists: [model, local_model], grade: {scheme: tax_credit, values: [A]}, points: "2.0"}, {grade: {scheme: tax_credit, values: [A, B]}, points: "1.5"}], cap: "3.0"}
        supervision_factors:
          - {region: "440000", level: reduced, factor: "0.5"}
          - {region: "440400", level: reduced, factor: "0.25"}
          - {region: "140000", level: key, factor: "2"}
        price_signals:
          - {product: loan, tier: black, signal: severe, note: 仅供参考}
          - {product: loan, tier: focus, signal: adverse, note: 仅供参考}
          - {product: loan, tier: red, signal: favourable, note: 仅供参考}
          - {product: insurance, tier: black, signal: adverse, note: 仅供参考}
          - {product: mortgage, tier: black, signal: adverse, note: 仅供参考}
        behaviour_rules:
          - {type: overload, more_than: 3, within_days: 365, becomes: kept}
          - {type: pollution, more_than: 2, within_days: 200, becomes: personal}
        """;

    private static readonly Lazy<Catalogue> Loaded = new(() => TestCatalogues.Parse(Yaml));

    public static Catalogue Value => Loaded.Value;
}
