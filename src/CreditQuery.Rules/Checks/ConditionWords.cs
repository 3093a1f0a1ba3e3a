using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Checks;

/// <summary>Conditions of rows in the words of the catalogue file.</summary>
internal static class ConditionWords
{
    /// <summary>The conditions of a measure for one list type.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="listType">List type by index; -1: the conditions that look at no entry.</param>
    /// <returns>Keys and values; conditions separated by <c> or </c>.</returns>
    public static string Of(Catalogue catalogue, MeasureDefinition measure, int listType)
    {
        var conditions = measure.Conditions.Where(c => listType < 0 ? !c.NeedsEntry : c.ListTypes.Contains(listType));
        return string.Join(" or ", conditions.Select(c => Of(catalogue, c, listType)));
    }

    private static string Of(Catalogue catalogue, MeasureCondition condition, int listType)
    {
        var words = new List<string>();
        Add(words, "list", listType < 0 ? "" : catalogue.ListTypes[listType].Code);
        Add(words, "severity", condition.SeverityScheme is { } scheme ? scheme.Code + " " + string.Join("/", scheme.Values.Where(v => condition.Severities.Contains(v.Number)).Select(v => v.Code)) : "");
        Add(words, "grade", condition.GradeScheme is { } grades ? grades.Code + " " + string.Join("/", grades.Values.Where(v => condition.Grades.Contains(v.Number)).Select(v => v.Code)) : "");
        Add(words, "able_but_refuses", condition.AbleButRefuses ? "true" : "");
        Add(words, "three_clean_years", condition.ThreeCleanYears ? "true" : "");
        Add(words, "no_broken_commitment", condition.NoBrokenCommitment ? "true" : "");
        Add(words, "states", string.Join("/", condition.States.Select(s => Catalogues.Loading.Words.Snake(s.ToString()))));
        Add(words, "items", string.Join("/", Enum.GetValues<ConsumptionItem>().Where(i => (ConsumptionItems.Bit(i) & condition.Items) != 0).Select(ConsumptionItems.Code)));
        Add(words, "trade_types", string.Join("/", condition.TradeTypes));
        Add(words, "party_roles", string.Join("/", condition.PartyRoles));
        Add(words, "institution_types", string.Join("/", condition.InstitutionTypes));
        Add(words, "industries", condition.SameIndustry ? "same" : string.Join("/", condition.Industries.Select(IndustryCode.Format)));
        Add(words, "awards", string.Join("/", condition.Awards));
        Add(words, "products", string.Join("/", condition.Products));
        Add(words, "inspection_fields", string.Join("/", condition.InspectionFields));
        Add(words, "own_field", condition.OwnField ? "true" : "");
        Add(words, "regions", string.Join("/", condition.Regions.Select(RegionCode.Format)));
        return string.Join("; ", words);
    }

    private static void Add(List<string> words, string key, string value)
    {
        if (value.Length > 0)
        {
            words.Add(key + " " + value);
        }
    }
}
