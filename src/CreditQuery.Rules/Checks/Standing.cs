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
}
