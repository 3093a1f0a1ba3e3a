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
    /// <param name="catalogue">The catalogue: its severities have days of publication.</param>
    /// <returns>For instance <c>repairable: perform, commitment; from 2026-05-01</c>, or <c>not repairable</c>.</returns>
    public static string Of(in EntryRecord entry, ListTypeDefinition listType, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(listType);
        if ((entry.Flags & EntryFlags.Counted) != 0)
        {
            return "ends with the count; behaviours wrongly counted are taken back";
        }

        if (!listType.Repairable || (entry.Flags & EntryFlags.NotRepairable) != 0)
        {
            return "not repairable";
        }

        var methods = listType.RepairMethods.Count == 0 ? "" : ": " + string.Join(", ", listType.RepairMethods);
        var earliest = PublicationDays.EarliestRepair(catalogue, entry, listType);
        return "repairable" + methods + (earliest == CivilDay.None ? "" : "; from " + CivilDay.Format(earliest));
    }
}
