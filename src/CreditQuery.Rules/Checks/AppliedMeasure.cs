using System.Runtime.InteropServices;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>A measure that follows from one entry, grade or clean record for this subject.</summary>
/// <remarks>A value inside a <see cref="CheckAnswer"/>; ids lie in its scratch buffer. 64 bytes without a reference, so that putting a hundred of
/// them in order moves bytes and nothing else (<c>loadtests/results/long-records-2026-11-22.md</c>).</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Size)]
public struct AppliedMeasure
{
    internal const int Size = 64;

    /// <summary>The unit; only with <see cref="ViaRole"/>.</summary>
    public SubjectKey ViaUnit { get; internal set; }

    /// <summary>Measure by index in the catalogue.</summary>
    public int Measure { get; internal set; }

    /// <summary>List type by index; -1 if no entry is behind it.</summary>
    public int ListType { get; internal set; }

    /// <summary>First day of the open objection; 0 if none is open.</summary>
    public int DisputedSince { get; internal set; }

    /// <summary>Day by which the recogniser has to reply; 0 none.</summary>
    public int DisputedReplyDue { get; internal set; }

    /// <summary>Last day on which the entry counts; Never: until performed.</summary>
    public int ValidUntil { get; internal set; }

    internal int EntryIdOffset { get; set; }

    internal int ExemptionIdOffset { get; set; }

    /// <summary>Bit of the column of Tables A and B that triggers it.</summary>
    internal uint Column { get; set; }

    /// <summary>Place in the order of the answer: BLOCK first, then by code.</summary>
    internal ushort Place { get; set; }

    /// <summary>Number of the scheme of the grade behind it, from 1; 0 if no grade is.</summary>
    internal ushort GradeScheme { get; set; }

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

    /// <summary>The entry is a predecessor's, continued by recorded decision.</summary>
    public bool Inherited { get; internal set; }

    /// <summary>A clean record is the ground, no entry and no grade.</summary>
    internal bool ByCleanRecord { get; set; }

    internal byte EntryIdLength { get; set; }

    internal byte ExemptionIdLength { get; set; }
}
