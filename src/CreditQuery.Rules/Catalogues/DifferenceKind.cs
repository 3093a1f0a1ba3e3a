namespace CreditQuery.Rules.Catalogues;

/// <summary>How something differs between two catalogues.</summary>
public enum DifferenceKind : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Only in the later one.</summary>
    Added = 1,

    /// <summary>Only in the earlier one.</summary>
    Removed = 2,

    /// <summary>In both, with another value.</summary>
    Changed = 3,
}
