using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>Reads rows of the catalogue for one question, each time anew.</summary>
internal sealed class NaiveRows(NaiveRegistry registry, NaiveQuestion question)
{
    private static readonly BasisClass[] Carrying = [BasisClass.Law, BasisClass.AdministrativeRegulation, BasisClass.LocalRegulation, BasisClass.CentralPolicy];

    private Catalogue Catalogue => registry.Catalogue;

    /// <summary>Tables A and B: the first row that matches.</summary>
    public ConsumptionRow? TableRow { get; } = question.Item.Kind != ItemKind.Consumption
        ? null
        : registry.Catalogue.ConsumptionRows.FirstOrDefault(row => row.Mode == question.Item.Mode && row.Match.All(m =>
            m.Value.Contains("*") || (question.Item.Values.TryGetValue(m.Key, out var stated) && m.Value.Contains(stated))));

    public ConsumptionItem Consumed => TableRow?.Item ?? question.Scenario.FixedItem;

    public ulong ItemBit => Consumed == ConsumptionItem.None ? 0 : 1UL << (int)Consumed;

    public bool HasBasis(MeasureDefinition row) => row.LegalBases.Any(c => Carrying.Contains(c.Basis.Class)
        && c.Basis.InForce.From != CivilDay.None && c.Basis.InForce.From <= question.Day && question.Day <= c.Basis.InForce.To);

    public bool IsAdopted(MeasureDefinition row)
    {
        var recorded = registry.Adoptions.Where(a => a.Measure == row.Code).Select(a => (a.Region, a.Days));
        return !row.AdoptionNeeded || row.Adoptions.Select(a => (a.Region, a.Days)).Concat(recorded)
            .Any(a => NaivePlaces.Contains(a.Region, question.Region) && a.Days.From <= question.Day && question.Day <= a.Days.To);
    }

    /// <summary>Rows of the scenario in force, each with a condition and the ruling of Tables A and B that brings it in.</summary>
    public IEnumerable<(MeasureDefinition Row, MeasureCondition Condition, ConsumptionRule? Rule, ConsumptionRuling Ruling)> All()
    {
        var byTables = Catalogue.ConsumptionRules.SelectMany(r => r.MeasureByItem).ToHashSet();
        var plain = from row in Catalogue.Measures
                    where row.Scenarios.Contains(question.Scenario.Index) && !(question.Scenario.Item == ItemKind.Consumption && byTables.Contains(row.Index))
                    let limits = question.Scenario.FixedItem != ConsumptionItem.None && row.Kind == MeasureKind.Discipline
                    from condition in row.Conditions
                    select (row, condition, (ConsumptionRule?)null, limits ? ConsumptionRuling.Restricted : ConsumptionRuling.Untouched);
        var tabled = from rule in TableRow is null ? [] : Catalogue.ConsumptionRules
                     let ruling = TableRow!.Rulings[rule.Column]
                     let measure = rule.MeasureByItem[(int)TableRow!.Item]
                     where measure >= 0 && ruling is ConsumptionRuling.Restricted or ConsumptionRuling.Undetermined
                     from condition in Catalogue.Measures[measure].Conditions
                     select (Catalogue.Measures[measure], condition, (ConsumptionRule?)rule, ruling);
        return plain.Concat(tabled).Where(r => r.Item1.InForce.From <= question.Day && question.Day <= r.Item1.InForce.To);
    }

    /// <summary>Whether the question meets a condition; uncertain if it leaves out what the condition asks for. An incentive is not given on that.</summary>
    public bool Meets(MeasureDefinition row, MeasureCondition condition, string role, out bool uncertain)
    {
        uncertain = false;
        var item = question.Item;
        if ((condition.Items != 0 && (condition.Items & ItemBit) == 0)
            || (condition.Regions.Count > 0 && !condition.Regions.Any(r => NaivePlaces.Contains(r, question.Region)))
            || (condition.PartyRoles.Count > 0 && !condition.PartyRoles.Contains(role)))
        {
            return false;
        }

        var met = Names(condition.TradeTypes, item.TradeType, ref uncertain) && Names(condition.Products, item.Product, ref uncertain) && Names(condition.InstitutionTypes, item.Institution, ref uncertain)
            && Names(condition.Awards, item.Award, ref uncertain) && Names(condition.InspectionFields, item.Field, ref uncertain);
        if (condition.Industries.Count > 0)
        {
            uncertain |= item.Industry.Length == 0;
            met &= item.Industry.Length == 0 || condition.Industries.Any(i => item.Industry.StartsWith(IndustryCode.Format(i), StringComparison.Ordinal));
        }

        uncertain |= condition.OwnField && item.Field.Length == 0;
        return met && !(uncertain && row.Kind == MeasureKind.Incentive);
    }

    public Effect Ceiling(Effect effect) => question.Scenario.CautionCeiling && effect == Effect.Block ? Effect.Caution : effect;

    private static bool Names(IReadOnlyList<string> asked, string stated, ref bool uncertain)
    {
        uncertain |= asked.Count > 0 && stated.Length == 0;
        return asked.Count == 0 || stated.Length == 0 || asked.Contains(stated);
    }
}
