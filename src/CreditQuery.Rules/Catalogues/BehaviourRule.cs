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

    /// <summary>Tells whether the count of a day's window is exceeded.</summary>
    /// <param name="behaviours">Behaviours of one subject.</param>
    /// <param name="asOf">Last day of the window.</param>
    /// <returns>True only for strictly more than <see cref="MoreThan"/>.</returns>
    public bool IsExceeded(ReadOnlySpan<BehaviourRecord> behaviours, int asOf)
    {
        var count = 0L;
        foreach (ref readonly var behaviour in behaviours)
        {
            if (behaviour.Type == TypeNumber && behaviour.OccurredOn <= asOf && behaviour.OccurredOn > asOf - WithinDays)
            {
                count += behaviour.Count;
            }
        }

        return count > MoreThan;
    }
}
