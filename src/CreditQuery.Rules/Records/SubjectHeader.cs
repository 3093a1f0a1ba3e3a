using System.Runtime.InteropServices;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Records;

/// <summary>The fixed head of a record, read in place.</summary>
/// <remarks>
/// Layout (little endian), 48 bytes; the arrays follow in the order of the counts, then the tail:
/// <code>
///  0 revision u64 | 8 sealed name u64 | 16 established on i32 | 20 region i32 | 24 industry i32 | 28 kind u8 | 29 flags u8
/// 30 entries u16 | 32 slots u16 | 34 facts u16 | 36 grades u16 | 38 commitments u16 | 40 links u16 | 42 behaviours u16 | 44 tail length i32
/// </code>
/// Source: ADR 0004.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
public struct SubjectHeader
{
    /// <summary>Bytes of the head.</summary>
    public const int Size = 48;

    /// <summary>Revision that last wrote the record.</summary>
    public ulong Revision;

    /// <summary>Keyed hash of the normalised name; 0: no name known.</summary>
    public ulong SealedName;

    /// <summary>Units: day of establishment. Natural persons: day of birth (first of the month where only that is known). Day number, 0 unknown.</summary>
    public int EstablishedOn;

    /// <summary>Region, GB/T 2260, as a number; 0 unknown.</summary>
    public int Region;

    /// <summary>Industry, GB/T 4754, as <see cref="IndustryCode"/> packs it; 0 unknown.</summary>
    public int Industry;

    /// <summary>Kind of subject.</summary>
    public SubjectKind Kind;

    /// <summary>Marks.</summary>
    public SubjectFlags Flags;

    /// <summary>Number of own entries.</summary>
    public ushort EntryCount;

    /// <summary>Number of derived slots.</summary>
    public ushort SlotCount;

    /// <summary>Number of dated facts about entries and slots.</summary>
    public ushort FactCount;

    /// <summary>Number of grades and ratings.</summary>
    public ushort GradeCount;

    /// <summary>Number of commitments.</summary>
    public ushort CommitmentCount;

    /// <summary>Number of links.</summary>
    public ushort LinkCount;

    /// <summary>Number of counted behaviours.</summary>
    public ushort BehaviourCount;

    /// <summary>Bytes of the tail of texts.</summary>
    public int TailLength;
}
