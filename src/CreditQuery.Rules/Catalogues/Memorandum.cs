using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Catalogues;

/// <summary>A memorandum of cooperation (合作备忘录): which measures go with which lists. For reports; never a basis of its own.</summary>
/// <param name="Code">Code, unique in the catalogue.</param>
/// <param name="Number">Document number; empty if not confirmed.</param>
/// <param name="Title">Title.</param>
/// <param name="Initiators">Departments that initiated it.</param>
/// <param name="ListTypes">List types by index.</param>
/// <param name="Measures">Measures by index.</param>
/// <param name="Status">in_force, superseded or repealed.</param>
/// <param name="InForce">Days in force, where known.</param>
/// <remarks>Source: 000 五(二); 003 五(四) (F059).</remarks>
public sealed record Memorandum(
    string Code,
    string Number,
    string Title,
    IReadOnlyList<string> Initiators,
    IReadOnlyList<int> ListTypes,
    IReadOnlyList<int> Measures,
    string Status,
    DayRange InForce);
