using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Catalogues;

/// <summary>A list type (名单类型) of a catalogue.</summary>
public sealed class ListTypeDefinition
{
    /// <summary>Position in <see cref="Catalogue.ListTypes"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Code, unique in the catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>The number in records.</summary>
    public required int Number { get; init; }

    /// <summary>Chinese name.</summary>
    public required string NameZh { get; init; }

    /// <summary>Tier.</summary>
    public required ListTier Tier { get; init; }

    /// <summary>Field (领域) code.</summary>
    public required string Field { get; init; }

    /// <summary>Yunnan's area of special governance, 1 to 19; 0 none.</summary>
    public int GovernanceArea { get; init; }

    /// <summary>Its day of decision counts against three clean years.</summary>
    public bool Adverse { get; init; }

    /// <summary>Whether its entries bite.</summary>
    public required AuthorityClass Authority { get; init; }

    /// <summary>Department that recognises; empty if not stated.</summary>
    public string Initiator { get; init; } = "";

    /// <summary>Default scope of its entries.</summary>
    public required EntryScope Scope { get; init; }

    /// <summary>Kinds of subject that it takes.</summary>
    public required KindSet Kinds { get; init; }

    /// <summary>A court list or individual order: objections mark, only a stay suspends.</summary>
    public bool Judicial { get; init; }

    /// <summary>Effects of objections, most specific region first.</summary>
    public IReadOnlyList<ObjectionRule> Objections { get; init; } = [];

    /// <summary>How long its entries count.</summary>
    public ListPeriod Period { get; init; } = ListPeriod.Unstated;

    /// <summary>Causes; closed if there are any, and a cause's period wins.</summary>
    public IReadOnlyList<ListCause> Causes { get; init; } = [];

    /// <summary>Regions in which the list exists; empty: everywhere. It is required for CLEAR only there.</summary>
    public IReadOnlyList<int> Regions { get; init; } = [];

    /// <summary>Only conditions that name it reach it; tiers and fields do not.</summary>
    public bool NamedOnly { get; init; }

    /// <summary>Shortest publication, days; 0: none.</summary>
    public int MinPublishDays { get; init; }

    /// <summary>Longest publication, days; 0: no bound.</summary>
    public int MaxPublishDays { get; init; }

    /// <summary>Entries may be repaired unless they say otherwise.</summary>
    public bool Repairable { get; init; }

    /// <summary>Repair at the earliest so many days after the first day; 0: at once.</summary>
    public int EarliestRepairDays { get; init; }

    /// <summary>Ways of repair: perform, commitment, training, public_service, report.</summary>
    public IReadOnlyList<string> RepairMethods { get; init; } = [];

    /// <summary>Repaired entries still count against three clean years.</summary>
    public bool RepairedCounts { get; init; }

    /// <summary>Texts go so many days after the end of an entry.</summary>
    public int TextRetentionDays { get; init; }

    /// <summary>Facts go so many days after the end of an entry, and never before answers have stopped looking back to it.</summary>
    public int FactRetentionDays { get; init; }

    /// <summary>An entry needs a decision with number, authority and day.</summary>
    public bool NeedsDecision { get; init; }

    /// <summary>An entry counts only after a resolution (000 五(二)).</summary>
    public bool NeedsResolution { get; init; }

    /// <summary>What the list rests on.</summary>
    public IReadOnlyList<BasisCitation> LegalBases { get; init; } = [];

    /// <summary>Days on which the list type exists.</summary>
    public required DayRange InForce { get; init; }

    /// <summary>The period of a cause, or of the list type.</summary>
    /// <param name="cause">The cause as a number in records; 0 none.</param>
    /// <returns>The period that counts.</returns>
    public ListPeriod PeriodOf(int cause)
    {
        foreach (var known in Causes)
        {
            if (known.Number == cause)
            {
                return known.Period ?? Period;
            }
        }

        return Period;
    }

    /// <summary>Whether an accepted objection suspends an entry of this type.</summary>
    /// <param name="region">Region of the check; where it names none, that of the entry.</param>
    /// <returns>False for judicial lists always, and where no rule says so.</returns>
    /// <remarks>Red lists carry incentives, all others disciplines. Source: 001 四(二十二)47; 003 七(三); architecture, chapter 4.</remarks>
    public bool ObjectionSuspends(int region)
    {
        if (Judicial)
        {
            return false;
        }

        // By index: an enumerator of the list would be an object for each disputed entry of a check.
        for (var index = 0; index < Objections.Count; index++)
        {
            var rule = Objections[index];
            if (RegionCode.Contains(rule.Region, region))
            {
                return (Tier == ListTier.Red ? rule.Incentives : rule.Disciplines) == ObjectionEffect.Suspend;
            }
        }

        return false;
    }
}
