using System.Runtime.InteropServices;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Records;

/// <summary>An entry of a unit that reaches a person through a role (落实到人), written into the person's record with its cause.</summary>
/// <remarks>144 bytes. Source: 001 三(十四)30; architecture, chapter 4 (following 20 links at read time costs 16 µs).</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
public struct SlotRecord
{
    /// <summary>Bytes of a slot.</summary>
    public const int Size = 144;

    /// <summary>The unit's entry as it stands.</summary>
    public EntryRecord Entry;

    /// <summary>The unit.</summary>
    public SubjectKey Unit;

    /// <summary>First day in the role; 0 always.</summary>
    public int RoleFrom;

    /// <summary>Last day in the role; Never still.</summary>
    public int RoleTo;

    /// <summary>The role.</summary>
    public Role Role;

    /// <summary>Kind of the unit.</summary>
    public SubjectKind UnitKind;
}
