using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Index.Apply;

/// <summary>Whether codes of changes stand in the catalogue.</summary>
internal static class CatalogueCodes
{
    /// <summary>A severity: neither scheme nor value, or a value of the scheme.</summary>
    public static bool HasSeverity(Catalogue catalogue, string scheme, string value)
    {
        if (scheme.Length == 0)
        {
            return value.Length == 0;
        }

        foreach (var known in catalogue.SeveritySchemes)
        {
            if (known.Code == scheme)
            {
                return value.Length == 0 || known.Values.Any(v => v.Code == value);
            }
        }

        return false;
    }

    /// <summary>A grade of a scheme.</summary>
    public static bool HasGrade(Catalogue catalogue, string scheme, string value)
    {
        foreach (var known in catalogue.GradeSchemes)
        {
            if (known.Code == scheme)
            {
                return value.Length == 0 || known.Values.Any(v => v.Code == value);
            }
        }

        return false;
    }

    /// <summary>Reads consumption items.</summary>
    /// <param name="codes">Codes.</param>
    /// <param name="absent">What an empty list means.</param>
    /// <param name="items">One bit per item.</param>
    /// <returns>False if one is unknown.</returns>
    public static bool TryReadItems(IReadOnlyCollection<string> codes, ulong absent, out ulong items)
    {
        items = codes.Count == 0 ? absent : 0;
        foreach (var code in codes)
        {
            if (!ConsumptionItems.TryParse(code, out var item))
            {
                return false;
            }

            items |= ConsumptionItems.Bit(item);
        }

        return true;
    }
}
