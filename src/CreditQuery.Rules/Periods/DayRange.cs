namespace CreditQuery.Rules.Periods;

/// <summary>A period of civil days, both ends included.</summary>
/// <param name="From">First day; <see cref="CivilDay.None"/>: always.</param>
/// <param name="To">Last day; <see cref="CivilDay.Never"/>: open.</param>
public readonly record struct DayRange(int From, int To)
{
    /// <summary>Every day.</summary>
    public static readonly DayRange Always = new(CivilDay.None, CivilDay.Never);

    /// <summary>Tells whether a day lies in the period.</summary>
    /// <param name="day">A day number.</param>
    /// <returns>True on the first day, on the last, and between.</returns>
    public bool Covers(int day) => From <= day && day <= To;

    /// <summary>The next day after the given one on which <see cref="Covers"/> changes its answer.</summary>
    /// <param name="day">A day number.</param>
    /// <returns><see cref="CivilDay.Never"/> if there is none.</returns>
    public int NextChangeAfter(int day) => From > day ? (To < From ? CivilDay.Never : From) : To != CivilDay.Never && To >= day ? To + 1 : CivilDay.Never;
}
