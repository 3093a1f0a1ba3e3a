using System.Globalization;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Catalogues;

/// <summary>Counted behaviour that becomes a list type: more than so often within so many days.</summary>
/// <param name="Type">Type of behaviour, a code.</param>
/// <param name="MoreThan">Strictly more than this.</param>
/// <param name="WithinDays">Days of the sliding window, the last one included.</param>
/// <param name="ListType">List type by index.</param>
/// <param name="Bases">What it rests on.</param>
/// <remarks>Source: 004 二12 (F068).</remarks>
public sealed record BehaviourRule(string Type, int MoreThan, int WithinDays, int ListType, IReadOnlyList<BasisCitation> Bases)
{
    /// <summary>The number of the type in records.</summary>
    public int TypeNumber { get; } = Code32.Of(Type);

    /// <summary>The rule in words, for instance <c>overload_transport&gt;3/365</c>; two versions with the same rule have the same words.</summary>
    public string Words { get; } = WordsOf(Type, MoreThan, WithinDays);

    /// <summary>The number of the rule in records: the cause of the entries that follow from it.</summary>
    public int Number { get; } = Code32.Of(WordsOf(Type, MoreThan, WithinDays));

    /// <summary>The days on which the count of the window that ends there is exceeded.</summary>
    /// <param name="behaviours">Behaviours of one subject, in any order; those of other types are passed over.</param>
    /// <returns>Periods that neither touch nor overlap, in rising order; empty if the count is never exceeded. All have an end: the count
    /// falls when the last behaviour leaves the window.</returns>
    /// <remarks>Allocates; only when a record is written.</remarks>
    public IReadOnlyList<DayRange> Exceeded(IEnumerable<BehaviourRecord> behaviours)
    {
        ArgumentNullException.ThrowIfNull(behaviours);

        // A behaviour raises the count on its day and lowers it when it leaves the window.
        var steps = new SortedDictionary<int, long>();
        foreach (var behaviour in behaviours)
        {
            if (behaviour.Type == TypeNumber)
            {
                steps[behaviour.OccurredOn] = steps.GetValueOrDefault(behaviour.OccurredOn) + behaviour.Count;
                steps[behaviour.OccurredOn + WithinDays] = steps.GetValueOrDefault(behaviour.OccurredOn + WithinDays) - behaviour.Count;
            }
        }

        var periods = new List<DayRange>();
        var (count, from) = (0L, CivilDay.None);
        foreach (var (day, step) in steps)
        {
            count += step;
            if (count > MoreThan && from == CivilDay.None)
            {
                from = day;
            }
            else if (count <= MoreThan && from != CivilDay.None)
            {
                periods.Add(new DayRange(from, day - 1));
                from = CivilDay.None;
            }
        }

        return periods;
    }

    private static string WordsOf(string type, int moreThan, int withinDays) =>
        string.Create(CultureInfo.InvariantCulture, $"{type}>{moreThan}/{withinDays}");
}
