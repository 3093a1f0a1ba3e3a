using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Catalogues;

/// <summary>A measure (奖惩措施): one row of the catalogue.</summary>
/// <remarks>The eight fields of 000 五(一): administrative unit, handling, cause, reward cause, legal basis, implementing units, content, policy basis.</remarks>
public sealed class MeasureDefinition
{
    private IReadOnlyList<MeasureAdoption> _adoptions = [];

    /// <summary>Position in <see cref="Catalogue.Measures"/>, which is ordered by code.</summary>
    public required int Index { get; init; }

    /// <summary>Code, unique in the catalogue.</summary>
    public required string Code { get; init; }

    /// <summary>Chinese name.</summary>
    public required string NameZh { get; init; }

    /// <summary>措施内容.</summary>
    public string Content { get; init; } = "";

    /// <summary>处理措施; empty if none.</summary>
    public string Handling { get; init; } = "";

    /// <summary>实施事由 of disciplines, 奖励事由 of incentives.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Incentive or discipline.</summary>
    public required MeasureKind Kind { get; init; }

    /// <summary>How binding it is.</summary>
    public required Obligation Obligation { get; init; }

    /// <summary>What it does.</summary>
    public required Effect Effect { get; init; }

    /// <summary>Scenarios by index.</summary>
    public required IReadOnlyList<int> Scenarios { get; init; }

    /// <summary>Kinds of subject.</summary>
    public required KindSet Kinds { get; init; }

    /// <summary>Roles through which it also reaches persons.</summary>
    public RoleSet Roles { get; init; }

    /// <summary>Conditions: one of them must hold.</summary>
    public required IReadOnlyList<MeasureCondition> Conditions { get; init; }

    /// <summary>Applies only where adopted.</summary>
    public bool AdoptionNeeded { get; init; }

    /// <summary>Where it is adopted.</summary>
    public IReadOnlyList<MeasureAdoption> Adoptions
    {
        get => _adoptions;
        init => _adoptions = value;
    }

    /// <summary>Parameters by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>法律依据.</summary>
    public IReadOnlyList<BasisCitation> LegalBases { get; init; } = [];

    /// <summary>政策依据.</summary>
    public IReadOnlyList<BasisCitation> PolicyBases { get; init; } = [];

    /// <summary>行政单位, a department code.</summary>
    public string AdminUnit { get; init; } = "";

    /// <summary>联合奖惩实施单位, department codes.</summary>
    public IReadOnlyList<string> Implementing { get; init; } = [];

    /// <summary>Item of the national list of measures; empty if none.</summary>
    public string NationalListItem { get; init; } = "";

    /// <summary>Department that owns the row.</summary>
    public string Owner { get; init; } = "";

    /// <summary>备案号; empty if none.</summary>
    public string FilingNo { get; init; } = "";

    /// <summary>Days on which the row is in force.</summary>
    public required DayRange InForce { get; init; }

    /// <summary>Whether a discipline may bite on a day: no basis, no bite.</summary>
    /// <param name="day">A day number.</param>
    /// <returns>True if one basis carries a discipline that day.</returns>
    public bool HasCarryingBasis(int day)
    {
        foreach (var citation in LegalBases)
        {
            if (citation.Basis.CarriesDiscipline(day))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the measure is adopted, or needs no adoption.</summary>
    /// <param name="region">Region of the check.</param>
    /// <param name="day">A day number.</param>
    /// <returns>True if it may apply there.</returns>
    public bool IsAdopted(int region, int day)
    {
        if (!AdoptionNeeded)
        {
            return true;
        }

        foreach (var adoption in Adoptions)
        {
            if (RegionCode.Contains(adoption.Region, region) && adoption.Days.Covers(day))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The row with one more adoption.</summary>
    /// <summary>The next day on which the measure, its bases or its adoption begin or end.</summary>
    /// <returns>Never if there is none.</returns>
    internal int NextChangeAfter(int day, int region)
    {
        var next = InForce.NextChangeAfter(day);
        if (Kind == MeasureKind.Discipline)
        {
            foreach (var citation in LegalBases)
            {
                next = Math.Min(next, citation.Basis.InForce.NextChangeAfter(day));
            }
        }

        foreach (var adoption in Adoptions)
        {
            next = RegionCode.Contains(adoption.Region, region) ? Math.Min(next, adoption.Days.NextChangeAfter(day)) : next;
        }

        return next;
    }

    internal MeasureDefinition WithAdoption(MeasureAdoption adoption)
    {
        var copy = (MeasureDefinition)MemberwiseClone();
        copy._adoptions = [.. Adoptions, adoption];
        return copy;
    }
}
