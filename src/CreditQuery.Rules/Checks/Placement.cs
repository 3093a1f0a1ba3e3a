namespace CreditQuery.Rules.Checks;

/// <summary>Whether an entry counts in the region of a check.</summary>
internal enum Placement : byte
{
    /// <summary>It counts elsewhere.</summary>
    Elsewhere,

    /// <summary>It counts here.</summary>
    Here,

    /// <summary>It counts in some region only, and the check names none: neither counted nor dropped.</summary>
    Unknown,
}
