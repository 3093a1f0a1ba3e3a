using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>One condition of one measure, for one list type (or grade scheme, or clean record), with everything the question decides decided.</summary>
/// <remarks>What is left depends on the record: severity, ability, industry, role, kind, days. A struct in one array per plan.</remarks>
internal struct PlanCandidate
{
    /// <summary>Measure by index.</summary>
    public int Measure;

    /// <summary>Severity scheme as in records; 0: any.</summary>
    public int SeverityScheme;

    /// <summary>Severities as in records; null: any.</summary>
    public int[]? Severities;

    /// <summary>Grade scheme as in records; 0: no grade candidate.</summary>
    public int GradeScheme;

    /// <summary>Grades as in records.</summary>
    public int[]? Grades;

    /// <summary>Number of the grade scheme in the catalogue, from 1; 0: no grade candidate.</summary>
    public ushort GradeSchemeNumber;

    /// <summary>Place of its measure in an answer where it blocks, from 0.</summary>
    public ushort PlaceOfBlock;

    /// <summary>Place of its measure in an answer where it does not block, after all that do.</summary>
    public ushort Place;

    /// <summary>Kinds of subject.</summary>
    public KindSet Kinds;

    /// <summary>Roles through which a unit's entry reaches a person.</summary>
    public RoleSet Roles;

    /// <summary>Party roles, bit n for role n of the scenario; all ones: any.</summary>
    public uint PartyRoles;

    /// <summary>Bit of the column of Tables A and B; 0: none.</summary>
    public uint Column;

    public MeasureKind Kind;

    public Effect Effect;

    public Obligation Obligation;

    public Standing Standing;

    public ConsumptionRuling Ruling;

    /// <summary>Entries that are active, or would be but for suspension, grace or a later first day.</summary>
    public bool TakesActive;

    /// <summary>Entries under key monitoring.</summary>
    public bool TakesMonitored;

    /// <summary>Something of what follows, or of the severities, is to be looked at in the entry or record.</summary>
    public bool IsConditional;

    public bool AbleButRefuses;

    public bool SameIndustry;

    public bool ThreeCleanYears;

    public bool NoBrokenCommitment;

    /// <summary>The entry is an individual order; it states its items.</summary>
    public bool IsOrder;

    /// <summary>The question leaves out what the row asks for: it can be weighed, not block.</summary>
    public bool Uncertain;
}
