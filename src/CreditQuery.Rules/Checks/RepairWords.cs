using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>Says how a record can be repaired (信用修复), or that it cannot.</summary>
/// <remarks>Source: 000 六(七) (F072, F073, F079).</remarks>
public static class RepairWords
{
    /// <summary>Says it for one entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="listType">Its list type.</param>
    /// <returns>For instance <c>repairable: perform, commitment; from 2026-05-01</c>, or <c>not repairable</c>.</returns>
    public static string Of(in EntryRecord entry, ListTypeDefinition listType)
    {
        ArgumentNullException.ThrowIfNull(listType);
        if (!listType.Repairable || (entry.Flags & EntryFlags.NotRepairable) != 0)
        {
            return "not repairable";
        }

        var methods = listType.RepairMethods.Count == 0 ? "" : ": " + string.Join(", ", listType.RepairMethods);
        var earliest = Math.Max(entry.EarliestRepairOn, listType.EarliestRepairDays == 0 ? CivilDay.None : entry.ValidFrom + listType.EarliestRepairDays);
        return "repairable" + methods + (earliest == CivilDay.None ? "" : "; from " + CivilDay.Format(earliest));
    }
}
