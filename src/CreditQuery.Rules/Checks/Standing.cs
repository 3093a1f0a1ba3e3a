namespace CreditQuery.Rules.Checks;

/// <summary>Where a row stands in an answer.</summary>
internal enum Standing : byte
{
    /// <summary>Among the measures.</summary>
    Counts,

    /// <summary>Among the references: INFORM, or an entry of a reference list.</summary>
    Reference,

    /// <summary>Among the references: recommended, not adopted.</summary>
    NotAdopted,

    /// <summary>Among the references: no basis, no bite.</summary>
    NoBasis,

    /// <summary>Among the references: the entry counts in a region only, and the check names none.</summary>
    RegionOpen,

    /// <summary>Among the references: the row depends on the kind of the subject, which is not known.</summary>
    KindOpen,
}
