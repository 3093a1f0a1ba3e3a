namespace CreditQuery.Rules.Checks;

/// <summary>What the law and the lists say for the decision at hand; the decision itself stays the department's. The numbers are those of the contract.</summary>
/// <remarks>The default is no answer, never CLEAR. Source: architecture, chapter 5.</remarks>
public enum Conclusion : byte
{
    /// <summary>Never a valid answer.</summary>
    Unspecified = 0,

    /// <summary>A mandatory measure with a legal basis in force stands in the way.</summary>
    Block = 1,

    /// <summary>A discipline is to be weighed.</summary>
    Caution = 2,

    /// <summary>Nothing applies, the identity is usable, every required list is loaded and fresh.</summary>
    Clear = 3,

    /// <summary>An incentive applies and nothing stands against it.</summary>
    Prefer = 4,

    /// <summary>Only suspended measures or entries in their grace period; they may not be applied.</summary>
    SuspendedOnly = 5,

    /// <summary>No lawful answer can be given; the reasons say why.</summary>
    Indeterminate = 6,
}
