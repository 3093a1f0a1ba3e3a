using CreditQuery.Rules.Catalogues;
using CreditQuery.Server.Checks;
using Google.Protobuf.Collections;

namespace CreditQuery.Server.Watch;

/// <summary>The list types that one subscription wants, under one catalogue on one day.</summary>
internal sealed class ListScope
{
    private readonly HashSet<int>? _wanted;

    /// <summary>Works it out.</summary>
    /// <param name="rows">The rows in force.</param>
    /// <param name="filter">The subscription's filter.</param>
    public ListScope(RowsInForce rows, WatchFilter filter)
    {
        Rows = rows;
        NamesLists = filter.ListTypes.Count + filter.Tiers.Count + filter.Fields.Count + filter.Scenarios.Count + filter.Measures.Count > 0;
        _wanted = NamesLists ? [.. rows.Catalogue.ListTypes.Where(list => IsWanted(list, filter)).Select(static list => list.Number)] : null;
    }

    /// <summary>The rows in force.</summary>
    public RowsInForce Rows { get; }

    /// <summary>The filter says something about lists: what concerns no list does not match.</summary>
    public bool NamesLists { get; }

    /// <summary>Events of a list type are wanted.</summary>
    /// <param name="number">Its number in records.</param>
    public bool Wants(int number) => _wanted is null || _wanted.Contains(number);

    private bool IsWanted(ListTypeDefinition list, WatchFilter filter) =>
        Matches(filter.ListTypes, list.Code)
        && Matches(filter.Tiers, TierCodes.Upper(list.Tier))
        && Matches(filter.Fields, list.Field)
        && (filter.Measures.Count == 0 || Rows.CodesOf(list).Any(filter.Measures.Contains))
        && (filter.Scenarios.Count == 0 || Rows.Of(list).Any(row => row.Scenarios.Any(s => filter.Scenarios.Contains(Rows.Catalogue.Scenarios[s].Code))));

    private static bool Matches(RepeatedField<string> named, string code) => named.Count == 0 || named.Contains(code);
}
