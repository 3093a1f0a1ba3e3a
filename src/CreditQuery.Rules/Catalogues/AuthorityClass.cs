namespace CreditQuery.Rules.Catalogues;

/// <summary>Whether the entries of a list type bite.</summary>
/// <remarks>Source: 001 四(十九)43; 004 四1 (F041).</remarks>
public enum AuthorityClass : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Kept by a public authority: bites.</summary>
    Public = 1,

    /// <summary>Kept by a third party: a hint, listed under references.</summary>
    Reference = 2,
}
