using CreditQuery.Rules.Checks;

namespace CreditQuery.Rules.Catalogues;

/// <summary>One condition (适用条件) of a measure: all of its keys must hold; an absent key does not restrict.</summary>
public sealed class MeasureCondition
{
    /// <summary>List types by index, after lists, tiers and fields were resolved; empty if the condition does not look at lists.</summary>
    public IReadOnlyList<int> ListTypes { get; init; } = [];

    /// <summary>True if the condition looks at list entries.</summary>
    public bool NeedsEntry => ListTypes.Count > 0;

    /// <summary>Severity scheme; null: any severity.</summary>
    public SeverityScheme? SeverityScheme { get; init; }

    /// <summary>Values of that scheme, as numbers in records.</summary>
    public IReadOnlyList<int> Severities { get; init; } = [];

    /// <summary>Only entries of subjects able to perform who refuse.</summary>
    public bool AbleButRefuses { get; init; }

    /// <summary>Grade scheme; null: no grade needed.</summary>
    public GradeScheme? GradeScheme { get; init; }

    /// <summary>Values of that scheme, as numbers in records.</summary>
    public IReadOnlyList<int> Grades { get; init; } = [];

    /// <summary>Needs three clean years.</summary>
    public bool ThreeCleanYears { get; init; }

    /// <summary>Needs that no commitment was broken.</summary>
    public bool NoBrokenCommitment { get; init; }

    /// <summary>States of the entry that count; empty: active ones.</summary>
    public IReadOnlyList<EntryState> States { get; init; } = [];

    /// <summary>Items of consumption, one bit each; 0: any.</summary>
    public ulong Items { get; init; }

    /// <summary>Kinds of trade; empty: any.</summary>
    public IReadOnlyList<string> TradeTypes { get; init; } = [];

    /// <summary>Roles in the case; empty: any.</summary>
    public IReadOnlyList<string> PartyRoles { get; init; } = [];

    /// <summary>Kinds of institution; empty: any.</summary>
    public IReadOnlyList<string> InstitutionTypes { get; init; } = [];

    /// <summary>The industry of the entry must contain the one asked about.</summary>
    public bool SameIndustry { get; init; }

    /// <summary>Industries, packed; the one asked about must lie in one of them; empty: any.</summary>
    public IReadOnlyList<int> Industries { get; init; } = [];

    /// <summary>Award codes; empty: any.</summary>
    public IReadOnlyList<string> Awards { get; init; } = [];

    /// <summary>Products of a loan or insurance; empty: any.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Fields of inspection; empty: any.</summary>
    public IReadOnlyList<string> InspectionFields { get; init; } = [];

    /// <summary>The field of the entry must be the one asked about.</summary>
    public bool OwnField { get; init; }

    /// <summary>Regions in which the condition exists; empty: everywhere.</summary>
    public IReadOnlyList<int> Regions { get; init; } = [];
}
