using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects.Forms;

namespace CreditQuery.Rules.Subjects;

/// <summary>What a number in the citizen form (公民身份号码) tells about the person.</summary>
public static class CitizenNumber
{
    private const int AdultAge = 18;

    /// <summary>Reads the day of birth from a packed number.</summary>
    /// <param name="identifier">A reading of type <see cref="IdentifierType.CitizenId"/>.</param>
    /// <param name="birthDay">Day number; <see cref="CivilDay.None"/> when false is returned.</param>
    /// <returns>False if the identifier is of another type or hashed.</returns>
    public static bool TryGetBirthDay(PackedIdentifier identifier, out int birthDay)
    {
        birthDay = CivilDay.None;
        if (identifier.Tag != (byte)IdentifierType.CitizenId)
        {
            return false;
        }

        Span<char> text = stackalloc char[PackedIdentifier.MaxLength];
        if (!identifier.TryUnpack(text, out var length) || length != CitizenIdForm.Length)
        {
            return false;
        }

        birthDay = CitizenIdForm.BirthDay(text[..length]);
        return birthDay != CivilDay.None;
    }

    /// <summary>Gives the age in completed years; a birthday completes a year.</summary>
    /// <param name="birthDay">Day number of birth.</param>
    /// <param name="day">Day number asked about.</param>
    /// <returns>Years; negative before birth.</returns>
    /// <remarks>Somebody born on 29 February completes the year on the last of February (Civil Code, article 202).</remarks>
    public static int AgeOn(int birthDay, int day)
    {
        var birth = DateOnly.FromDayNumber(birthDay);
        var years = DateOnly.FromDayNumber(day).Year - birth.Year;
        return birth.AddYears(years).DayNumber > day ? years - 1 : years;
    }

    /// <summary>Tells whether somebody is a minor (未成年人) on a day.</summary>
    /// <param name="birthDay">Day number of birth.</param>
    /// <param name="day">Day number asked about.</param>
    /// <returns>True up to and including the 18th birthday: a year of age counts from the day after the birthday.</returns>
    /// <remarks>Source: 004 四3; the day of the birthday itself in favour of the minor, as 法释〔2006〕1号 第二条 counts (general knowledge).</remarks>
    public static bool IsMinorOn(int birthDay, int day) => DateOnly.FromDayNumber(birthDay).AddYears(AdultAge).DayNumber >= day;
}
