using System.Runtime.InteropServices;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Records;

/// <summary>A record that only leads to another: an alias, or the tombstone of one.</summary>
/// <remarks>
/// 32 bytes, told from a subject by its length; every USCC has one for its organisation code, so that each byte counts ten million times.
/// <code>
/// 0 revision u64 | 8 target 16 bytes | 24 unused 5 | 29 flags u8 | 30 unused 2
/// </code>
/// The flags stand where a subject's head has them. Source: ADR 0004.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
internal struct AliasRecord
{
    /// <summary>Bytes of an alias.</summary>
    public const int Size = 32;

    /// <summary>Revision that last wrote it.</summary>
    public ulong Revision;

    /// <summary>The subject it leads to.</summary>
    public SubjectKey Target;

    private readonly uint _unused;

    private readonly byte _unusedKind;

    /// <summary>Marks: Alias, and Removed once it leads nowhere.</summary>
    public SubjectFlags Flags;

    /// <summary>The alias was removed; a check pinned below the revision must start again.</summary>
    public readonly bool IsRemoved => (Flags & SubjectFlags.Removed) != 0;
}
