using CreditQuery.Rules.Periods;

namespace CreditQuery.Index.Apply;

/// <summary>Reads the civil days of changes.</summary>
internal static class Days
{
    /// <summary>Reads a day.</summary>
    /// <param name="text">YYYY-MM-DD or empty.</param>
    /// <param name="absent">What an empty text means.</param>
    /// <param name="day">The day; <paramref name="absent"/> for an empty text.</param>
    /// <returns>False if the text is neither empty nor a day.</returns>
    public static bool TryRead(string text, int absent, out int day)
    {
        if (text.Length == 0)
        {
            day = absent;
            return true;
        }

        return CivilDay.TryParse(text, out day);
    }

    /// <summary>The day before the first one on which something no longer holds: its last day.</summary>
    public static int Before(int day) => day - 1;

    /// <summary>The last of a month, for persons of whose birth only the month is known: in favour of the minor.</summary>
    public static int LastOfMonth(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return new DateOnly(date.Year, date.Month, DateTime.DaysInMonth(date.Year, date.Month)).DayNumber;
    }
}
