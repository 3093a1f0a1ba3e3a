using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>A measure that follows from one entry, grade or clean record for this subject.</summary>
/// <remarks>A value inside a <see cref="CheckAnswer"/>; ids lie in its scratch buffer.</remarks>
public struct AppliedMeasure
{
    /// <summary>Measure by index in the catalogue.</summary>
    public int Measure { get; internal set; }

    /// <summary>List type by index; -1 if no entry is behind it.</summary>
    public int ListType { get; internal set; }

    /// <summary>State.</summary>
    public MeasureState State { get; internal set; }

    /// <summary>Effect here: an individual order blocks, a voluntary scenario never does more than caution.</summary>
    public Effect Effect { get; internal set; }

    /// <summary>Obligation here: an individual order is mandatory.</summary>
    public Obligation Obligation { get; internal set; }

    /// <summary>Why it stands under references; applies for measures.</summary>
    public MeasureReason Reason { get; internal set; }

    /// <summary>Ruling of Tables A and B behind it; untouched outside consumption.</summary>
    public ConsumptionRuling Ruling { get; internal set; }

    /// <summary>Role through which a unit's entry reaches the person; unspecified if the entry is the subject's own.</summary>
    public Role ViaRole { get; internal set; }

    /// <summary>The unit; only with <see cref="ViaRole"/>.</summary>
    public SubjectKey ViaUnit { get; internal set; }

    /// <summary>First day of the open objection; 0 if none is open.</summary>
    public int DisputedSince { get; internal set; }

    /// <summary>Day by which the recogniser has to reply; 0 none.</summary>
    public int DisputedReplyDue { get; internal set; }

    /// <summary>Last day on which the entry counts; Never: until performed.</summary>
    public int ValidUntil { get; internal set; }

    /// <summary>The entry is a predecessor's, continued by recorded decision.</summary>
    public bool Inherited { get; internal set; }

    /// <summary>Bit of the column of Tables A and B that triggers it.</summary>
    internal uint Column { get; set; }

    /// <summary>Field of the grade behind it; null if no grade is, or its scheme has no field.</summary>
    internal string? GradeField { get; set; }

    /// <summary>A clean record is the ground, no entry and no grade.</summary>
    internal bool ByCleanRecord { get; set; }

    internal int EntryIdOffset { get; set; }

    internal int ExemptionIdOffset { get; set; }

    internal byte EntryIdLength { get; set; }

    internal byte ExemptionIdLength { get; set; }
}
