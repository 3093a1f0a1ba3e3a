namespace CreditQuery.Rules.Subjects;

/// <summary>A set of kinds of subject, one bit each.</summary>
/// <param name="Bits">Bit n stands for the kind with number n.</param>
public readonly record struct KindSet(ushort Bits)
{
    /// <summary>Every kind.</summary>
    public static readonly KindSet All = new(ushort.MaxValue);

    /// <summary>Every kind that a subject can have: nothing is known of it.</summary>
    public static readonly KindSet Any = new(0x3FE);

    /// <summary>No kind.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>Tells whether a kind is in the set.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>True if it is; an unspecified kind is in no set but <see cref="All"/>.</returns>
    public bool Contains(SubjectKind kind) => ((Bits >> (int)kind) & 1) != 0;

    /// <summary>Tells whether a subject is of one of these kinds for certain.</summary>
    /// <param name="possible">The kinds that it may have.</param>
    /// <returns>True if all of them are in the set.</returns>
    public bool Includes(KindSet possible) => (possible.Bits & ~Bits) == 0;

    /// <summary>Tells whether a subject may be of one of these kinds.</summary>
    /// <param name="possible">The kinds that it may have.</param>
    /// <returns>True if one of them is in the set.</returns>
    public bool Overlaps(KindSet possible) => (possible.Bits & Bits) != 0;

    /// <summary>The kinds that a subject may have.</summary>
    /// <param name="kind">Its kind; unspecified: whatever the identifier leaves open.</param>
    /// <param name="byIdentifier">The kinds that the identifier leaves open; empty: any.</param>
    /// <returns>Never empty.</returns>
    public static KindSet Possible(SubjectKind kind, KindSet byIdentifier) =>
        kind != SubjectKind.Unspecified ? default(KindSet).With(kind) : byIdentifier.IsEmpty ? Any : byIdentifier;

    /// <summary>Adds a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The larger set.</returns>
    public KindSet With(SubjectKind kind) => new((ushort)(Bits | (1 << (int)kind)));
}
