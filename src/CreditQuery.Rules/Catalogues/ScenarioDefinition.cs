using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Catalogues;

/// <summary>A scenario (应用场景) in which departments must or may check.</summary>
public sealed class ScenarioDefinition
{
    /// <summary>Position in <see cref="Catalogue.Scenarios"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Code, unique in the catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>Chinese name.</summary>
    public required string NameZh { get; init; }

    /// <summary>A check is a duty here (应查必查); natural persons need a case number.</summary>
    public bool MustCheck { get; init; }

    /// <summary>Item that a check states.</summary>
    public ItemKind Item { get; init; }

    /// <summary>A check without the item is refused.</summary>
    public bool ItemRequired { get; init; }

    /// <summary>Item that every check of this scenario is about, whatever it states: leaving the country; none for most.</summary>
    public ConsumptionItem FixedItem { get; init; } = ConsumptionItem.None;

    /// <summary>Kinds that may be asked about; others answer INDETERMINATE, NOT_APPLICABLE.</summary>
    public required KindSet Kinds { get; init; }

    /// <summary>How parties make one answer.</summary>
    public required PartyRule PartyRule { get; init; }

    /// <summary>Roles that a party may have, at most 31; empty: any role, without effect.</summary>
    public IReadOnlyList<string> PartyRoles { get; init; } = [];

    /// <summary>Roles of those whose results make one answer under WORST_COUNTS; empty: every role. The others are judged alone.</summary>
    /// <remarks>Source: 法〔2016〕285号, which limits a consortium by its members.</remarks>
    public IReadOnlyList<string> GroupRoles { get; init; } = [];

    /// <summary>Days that may be asked about.</summary>
    public required AsOfRule AsOf { get; init; }

    /// <summary>A check without a region is refused even where no row differs by region; where one does, it is refused anyway.</summary>
    public bool RegionRequired { get; init; }

    /// <summary>Voluntary: no answer beyond CAUTION (banks, insurers, associations, market).</summary>
    public bool CautionCeiling { get; init; }

    /// <summary>What the scenario answers beyond the conclusion.</summary>
    public AdviceKind Advice { get; init; }

    /// <summary>List types required beside the computed ones, by index.</summary>
    public IReadOnlyList<int> AddedRequiredLists { get; init; } = [];

    /// <summary>The answer is yes or no: neither lists nor days nor reasons go to a service desk.</summary>
    /// <remarks>Source: 000 三(三) (图书馆借书免押金、公共交通…), F180.</remarks>
    public bool EligibilityOnly { get; init; }

    /// <summary>Flags of the answer: third_party_report_required, own_field_only…</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Regions in which the flags are said, GB/T 2260; empty: everywhere.</summary>
    public IReadOnlyList<int> FlagRegions { get; init; } = [];

    /// <summary>Whether a party of a role belongs to the group in which the worst result counts.</summary>
    /// <param name="partyRole">Number of the role, from 1; 0: the scenario names none.</param>
    /// <returns>False where each is judged alone.</returns>
    public bool CountsInGroup(int partyRole) =>
        PartyRule == PartyRule.WorstCounts && (GroupRoles.Count == 0 || partyRole == 0 || GroupRoles.Contains(PartyRoles[partyRole - 1]));
}
