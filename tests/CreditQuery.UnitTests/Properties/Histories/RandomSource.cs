using System.Globalization;

namespace CreditQuery.UnitTests.Properties.Histories;

/// <summary>Seeded choices in the words that changes are made of.</summary>
internal sealed class RandomSource(int seed)
{
    private readonly Random _random = new(seed);

    public int Below(int bound) => _random.Next(bound);

    /// <summary>True once in so many.</summary>
    public bool OneIn(int many) => _random.Next(many) == 0;

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        _random.Shuffle(all);
        return all;
    }

    /// <summary>A day so many days around another, as changes write it.</summary>
    public string DayAround(int day, int before, int after) => Text(day + _random.Next(-before, after + 1));

    public static string Text(int day) => DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
