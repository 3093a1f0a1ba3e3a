using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Catalogues;

/// <summary>Shortest and longest publication (公示期) of an entry: by its severity where the scheme states days, else by its list type.</summary>
/// <remarks>Source: 国办发〔2025〕22号; 国家发展改革委令第36号 (repair only after the shortest publication; at the longest it stops by itself);
/// 000 六(四) (publication lasts as long as the list entry).</remarks>
public static class PublicationDays
{
    /// <summary>The longest validity of an entry of a severity.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="entry">The entry; severity scheme and value are read.</param>
    /// <returns>Days, first and last included; 0: no bound.</returns>
    public static int Longest(Catalogue catalogue, in EntryRecord entry) => SeverityOf(catalogue, entry)?.MaxPublishDays ?? 0;

    /// <summary>The first day on which an entry may be repaired.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="listType">Its list type.</param>
    /// <returns>The latest of: the day that the entry states, the list type's days after the first day, and the end of the shortest
    /// publication, which runs from the day of the decision. None if nothing is stated.</returns>
    public static int EarliestRepair(Catalogue catalogue, in EntryRecord entry, ListTypeDefinition listType)
    {
        ArgumentNullException.ThrowIfNull(listType);

        // A list type that states its own days of repair means them, not those of its publication.
        var shortestOfList = listType.EarliestRepairDays > 0 ? 0 : listType.MinPublishDays;
        var shortest = SeverityOf(catalogue, entry) is { MaxPublishDays: > 0 } severity ? severity.MinPublishDays : shortestOfList;
        var published = shortest == 0 ? CivilDay.None : (entry.DecidedOn == CivilDay.None ? entry.ValidFrom : entry.DecidedOn) + shortest;
        var byList = listType.EarliestRepairDays == 0 ? CivilDay.None : entry.ValidFrom + listType.EarliestRepairDays;
        return Math.Max(entry.EarliestRepairOn, Math.Max(byList, published));
    }

    private static SeverityValue? SeverityOf(Catalogue catalogue, in EntryRecord entry)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (entry.Severity == 0)
        {
            return null;
        }

        foreach (var scheme in catalogue.SeveritySchemes)
        {
            if (scheme.Number != entry.SeverityScheme)
            {
                continue;
            }

            foreach (var value in scheme.Values)
            {
                if (value.Number == entry.Severity)
                {
                    return value;
                }
            }
        }

        return null;
    }
}
