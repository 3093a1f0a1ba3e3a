using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>How an entry reaches the subject of a check: its own one, or a unit's through a role.</summary>
/// <param name="Place">Whether it counts in the region of the check.</param>
/// <param name="Role">The role; unspecified for an own entry.</param>
/// <param name="UnitKinds">Kinds that the unit may have.</param>
/// <param name="Unit">The unit.</param>
internal readonly record struct EntryReach(Placement Place, Role Role = Role.Unspecified, KindSet UnitKinds = default, SubjectKey Unit = default);
