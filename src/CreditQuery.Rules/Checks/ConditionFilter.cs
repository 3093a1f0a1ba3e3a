using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Checks;

/// <summary>Decides what of a condition the question alone decides.</summary>
internal sealed class ConditionFilter(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key, ulong itemBit)
{
    private const uint AnyRole = uint.MaxValue;

    private readonly string? _tradeType = scenario.Item == ItemKind.Tender && key.Second > 0 ? ItemValues.TradeTypes[key.Second - 1] : null;
    private readonly string? _institution = scenario.Item == ItemKind.Approval ? catalogue.Names.Institutions.At(key.Second) : null;
    private readonly string? _product = scenario.Item is ItemKind.Loan or ItemKind.Insurance ? catalogue.Names.Products.At(key.First) : null;
    private readonly string? _award = scenario.Item == ItemKind.Award ? catalogue.Names.Awards.At(key.First) : null;
    private readonly string? _field = scenario.Item == ItemKind.Inspection ? catalogue.Names.Fields.At(key.First) : null;
    private readonly int _industry = scenario.Item == ItemKind.Approval ? key.First : 0;

    private bool LeavesOutName => !key.HasItem || key.First == NameSet.LeftOut;

    /// <summary>Whether the question meets the condition.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="uncertain">True if the question leaves out what a discipline asks for: then it can be weighed, not block.</param>
    /// <returns>False if it does not. An incentive is never given on what was left out.</returns>
    public bool Passes(MeasureDefinition measure, MeasureCondition condition, out bool uncertain)
    {
        uncertain = false;
        if ((condition.Items != 0 && (condition.Items & itemBit) == 0) || (condition.Regions.Count > 0 && !condition.Regions.Any(r => RegionCode.Contains(r, key.Region))))
        {
            return false;
        }

        var passes = Takes(condition.InstitutionTypes, _institution, _institution is null, ref uncertain)
            && Takes(condition.TradeTypes, _tradeType, key.Second == 0, ref uncertain)
            && Takes(condition.Products, _product, LeavesOutName, ref uncertain)
            && Takes(condition.Awards, _award, LeavesOutName, ref uncertain)
            && Takes(condition.InspectionFields, _field, _field is null, ref uncertain)
            && TakesIndustry(condition, ref uncertain);
        uncertain |= condition.OwnField && _field is null;
        return passes && !(uncertain && measure.Kind == MeasureKind.Incentive);
    }

    /// <summary>Whether a list type is of the field asked about; true where no field was stated.</summary>
    public bool IsOwnField(ListTypeDefinition listType) => _field is null || listType.Field == _field;

    /// <summary>Party roles of a condition as bits of the scenario's roles.</summary>
    public uint PartyRoles(MeasureCondition condition)
    {
        if (condition.PartyRoles.Count == 0 || scenario.PartyRoles.Count == 0)
        {
            return condition.PartyRoles.Count == 0 ? AnyRole : 0;
        }

        var bits = 0u;
        for (var index = 0; index < scenario.PartyRoles.Count; index++)
        {
            bits |= condition.PartyRoles.Contains(scenario.PartyRoles[index]) ? 1u << (index + 1) : 0;
        }

        return bits;
    }

    private static bool Takes(IReadOnlyList<string> asked, string? stated, bool leftOut, ref bool uncertain)
    {
        if (asked.Count == 0)
        {
            return true;
        }

        uncertain |= leftOut;
        return leftOut || (stated is not null && asked.Contains(stated));
    }

    private bool TakesIndustry(MeasureCondition condition, ref bool uncertain)
    {
        if (condition.Industries.Count == 0)
        {
            return true;
        }

        uncertain |= _industry == 0;
        return _industry == 0 || condition.Industries.Any(i => IndustryCode.Contains(i, _industry));
    }
}
