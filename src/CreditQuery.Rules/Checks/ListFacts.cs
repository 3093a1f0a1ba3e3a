using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>What a plan needs of a list type per entry, in a few bytes.</summary>
internal struct ListFacts
{
    /// <summary>First candidate.</summary>
    public int Start;

    /// <summary>Past the last candidate.</summary>
    public int End;

    /// <summary>Next day on which a row that looks at this list type, or the list type, begins or ends.</summary>
    public int NextRowChange;

    /// <summary>Scope of entries that state none.</summary>
    public EntryScope Scope;

    public ListTier Tier;

    /// <summary>Adverse and public: holds incentives back, counts against three clean years.</summary>
    public bool IsAdverse;

    public bool IsPublic;

    public bool RepairedCounts;

    /// <summary>Days for which the facts of an entry are kept after its end.</summary>
    public int FactDays;

    /// <summary>Rows that name it only reach it; price signals do not.</summary>
    public bool NamedOnly;

    /// <summary>Next day on which an adverse public list begins or ends, and its entries with it to count against clean years and incentives, ended ones too.</summary>
    public int NextAdverseChange;
}
