namespace CreditQuery.Rules.Catalogues;

/// <summary>Working days (工作日): Monday to Friday without holidays, and extra workdays.</summary>
/// <param name="holidays">Days off, day numbers.</param>
/// <param name="extraWorkdays">Working weekends, day numbers.</param>
public sealed class WorkingDays(IEnumerable<int> holidays, IEnumerable<int> extraWorkdays)
{
    private readonly HashSet<int> _holidays = [.. holidays];
    private readonly HashSet<int> _extraWorkdays = [.. extraWorkdays];

    /// <summary>Tells whether a day is a working day.</summary>
    /// <param name="day">A day number.</param>
    /// <returns>True if it is.</returns>
    public bool Contains(int day) =>
        _extraWorkdays.Contains(day)
        || (!_holidays.Contains(day) && DateOnly.FromDayNumber(day).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    /// <summary>Adds working days: the day itself does not count.</summary>
    /// <param name="day">A day number.</param>
    /// <param name="count">How many working days, 0 or more.</param>
    /// <returns>The last of them; the day itself for 0.</returns>
    public int Add(int day, int count)
    {
        while (count > 0)
        {
            day++;
            if (Contains(day))
            {
                count--;
            }
        }

        return day;
    }
}
