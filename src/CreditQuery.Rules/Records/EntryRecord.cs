using System.Runtime.InteropServices;

namespace CreditQuery.Rules.Records;

/// <summary>A list entry (名单记录) as a record holds it: dated facts only; states are computed.</summary>
/// <remarks>112 bytes. Days are day numbers; <c>CivilDay.None</c> (0) where none is given, <c>CivilDay.Never</c> for an open end or
/// something that has not happened. Source: architecture, chapter 4; ADR 0004.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
public struct EntryRecord
{
    /// <summary>Bytes of an entry.</summary>
    public const int Size = 112;

    /// <summary>Hash of the entry id (UTF-8).</summary>
    public ulong IdHash;

    /// <summary>Consumption items that an individual order limits; all ones: all of Tables A and B.</summary>
    public ulong Items;

    /// <summary>Revision that last wrote the entry.</summary>
    public ulong Revision;

    /// <summary>List type, a <see cref="Code32"/>.</summary>
    public int ListType;

    /// <summary>Cause, a <see cref="Code32"/>; 0 none.</summary>
    public int Cause;

    /// <summary>Severity scheme, a <see cref="Code32"/>; 0 none.</summary>
    public int SeverityScheme;

    /// <summary>Severity value in the scheme, a <see cref="Code32"/>; never mapped by word.</summary>
    public int Severity;

    /// <summary>Day of the act; 0 unknown.</summary>
    public int ActedOn;

    /// <summary>Day of the decision: the adverse day.</summary>
    public int DecidedOn;

    /// <summary>First day.</summary>
    public int ValidFrom;

    /// <summary>Last day; Never: until performed.</summary>
    public int ValidTo;

    /// <summary>Last day of grace; 0 none.</summary>
    public int GraceTo;

    /// <summary>Effective the day after this one if not corrected by then; 0 none.</summary>
    public int RectifyBy;

    /// <summary>First day off the list; Never while on it.</summary>
    public int ExitedOn;

    /// <summary>Last day of key monitoring after the exit; 0 none.</summary>
    public int MonitorTo;

    /// <summary>Day from which it is repaired, for every as_of; Never if not.</summary>
    public int RepairedOn;

    /// <summary>Day from which it is revoked, for every as_of; Never if not.</summary>
    public int RevokedOn;

    /// <summary>Earliest day of repair; 0 none stated.</summary>
    public int EarliestRepairOn;

    /// <summary>Region, GB/T 2260, as a number.</summary>
    public int Region;

    /// <summary>Industry that a ban names; 0 any.</summary>
    public int Industry;

    /// <summary>Offset of the entry's texts in the tail.</summary>
    public int TextOffset;

    /// <summary>Bytes of the entry's texts.</summary>
    public ushort TextLength;

    /// <summary>Bytes of the entry id, which stands first in the texts.</summary>
    public byte IdLength;

    /// <summary>Category of 国发〔2016〕33号 (九), 1 to 4; 0 none.</summary>
    public byte BehaviourCategory;

    /// <summary>Where it counts.</summary>
    public EntryScope Scope;

    /// <summary>Unused, zero.</summary>
    public byte Reserved;

    /// <summary>Marks.</summary>
    public EntryFlags Flags;
}
