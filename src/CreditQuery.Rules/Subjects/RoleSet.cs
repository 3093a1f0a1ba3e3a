namespace CreditQuery.Rules.Subjects;

/// <summary>A set of roles, one bit each.</summary>
/// <param name="Bits">Bit n stands for the role with number n.</param>
public readonly record struct RoleSet(ushort Bits)
{
    /// <summary>No role.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>Tells whether a role is in the set.</summary>
    /// <param name="role">The role.</param>
    /// <returns>True if it is; never for an unspecified role.</returns>
    public bool Contains(Role role) => role != Role.Unspecified && ((Bits >> (int)role) & 1) != 0;

    /// <summary>Adds a role.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The larger set.</returns>
    public RoleSet With(Role role) => new((ushort)(Bits | (1 << (int)role)));
}
