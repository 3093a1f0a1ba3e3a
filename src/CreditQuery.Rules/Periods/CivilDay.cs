using System.Globalization;

namespace CreditQuery.Rules.Periods;

/// <summary>Civil days, China Standard Time (UTC+8), as day numbers of the proleptic Gregorian calendar.</summary>
/// <remarks>A period counts from its first to its last day, both included (a choice of ours, functions.md (c)).</remarks>
public static class CivilDay
{
    /// <summary>A last day that never comes: until performed, open.</summary>
    public const int Never = int.MaxValue;

    /// <summary>No day given.</summary>
    public const int None = 0;

    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    /// <summary>Gives the civil day of an instant.</summary>
    /// <param name="instant">The instant.</param>
    /// <returns>A day number.</returns>
    public static int Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(ChinaOffset).DateTime).DayNumber;

    /// <summary>Gives the instant at which a civil day begins.</summary>
    /// <param name="day">A day number.</param>
    /// <returns>Midnight at UTC+8.</returns>
    public static DateTimeOffset Start(int day) => new(DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue), ChinaOffset);

    /// <summary>Reads YYYY-MM-DD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="day">The day number; <see cref="None"/> when false is returned.</param>
    /// <returns>False if the text is not exactly a day of that form.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out int day)
    {
        day = None;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
        {
            return false;
        }

        // By hand: a request's day is read on the hot path.
        var year = Digits(text[..4]);
        var month = Digits(text[5..7]);
        var dayOfMonth = Digits(text[8..]);
        if (year < 1 || month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, dayOfMonth).DayNumber;
        return true;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return -1;
            }

            number = (number * 10) + (c - '0');
        }

        return number;
    }

    /// <summary>Writes YYYY-MM-DD.</summary>
    /// <param name="day">A day number.</param>
    /// <returns>Empty for <see cref="None"/> and <see cref="Never"/>.</returns>
    public static string Format(int day) => day is None or Never ? "" : DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
