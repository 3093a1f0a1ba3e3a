using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Catalogues;

/// <summary>A department (部门). Bodies merge, so codes have successors.</summary>
/// <param name="Code">Code, unique in the catalogue.</param>
/// <param name="NameZh">Chinese name.</param>
/// <param name="Successor">Code of the body that took over; empty if none.</param>
/// <param name="Existed">Days of its existence.</param>
public sealed record Department(string Code, string NameZh, string Successor, DayRange Existed);
