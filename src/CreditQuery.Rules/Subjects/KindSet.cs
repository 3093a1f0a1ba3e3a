namespace CreditQuery.Rules.Subjects;

/// <summary>A set of kinds of subject, one bit each.</summary>
/// <param name="Bits">Bit n stands for the kind with number n.</param>
public readonly record struct KindSet(ushort Bits)
{
    /// <summary>Every kind.</summary>
    public static readonly KindSet All = new(ushort.MaxValue);

    /// <summary>No kind.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>Tells whether a kind is in the set.</summary>
    /// <param name="kind">The kind; an unspecified one is in every set, so that a record without a description is never silently clean.</param>
    /// <returns>True if it is.</returns>
    public bool Contains(SubjectKind kind) => kind == SubjectKind.Unspecified || ((Bits >> (int)kind) & 1) != 0;

    /// <summary>Adds a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The larger set.</returns>
    public KindSet With(SubjectKind kind) => new((ushort)(Bits | (1 << (int)kind)));
}
