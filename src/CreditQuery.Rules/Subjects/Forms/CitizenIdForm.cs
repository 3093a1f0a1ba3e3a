using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Citizen identity number (公民身份号码), GB 11643-1999: region, day of birth, sequence, check character.</summary>
/// <remarks>Residence permits of Hong Kong, Macao and Taiwan residents (81, 82, 83) and the newer permanent-residence card of foreigners (9)
/// share the form, so all of them have one key whatever type is named (functions.md (c), trap 4).</remarks>
internal sealed class CitizenIdForm : IdentifierForm
{
    public const int Length = 18;
    private const int OldLength = 15;
    private const int RegionLength = 6;

    public override IdentifierType Type => IdentifierType.CitizenId;

    /// <summary>Reads the day of birth.</summary>
    /// <param name="text">18 characters of the form.</param>
    /// <returns>A day number, or <see cref="CivilDay.None"/> if the day does not exist.</returns>
    /// <remarks>Years outside 1800 to 2199 are no year of birth; a day to come is not refused, because this code has no clock.</remarks>
    public static int BirthDay(ReadOnlySpan<char> text)
    {
        var year = Number(text.Slice(6, 4));
        var month = Number(text.Slice(10, 2));
        var day = Number(text.Slice(12, 2));
        return year is >= 1800 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day).DayNumber
            : CivilDay.None;
    }

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        switch (text.Length)
        {
            case Length:
                return Read18(text, IdentifierFindings.None, out reading);
            case OldLength:
                return Read15(text, out reading);
            default:
                return Refuse(IdentifierFindings.BadLength, out reading);
        }
    }

    /// <summary>Extends 15 digits: the century is 19, the check character is computed.</summary>
    private IdentifierFindings Read15(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (!IdentifierAlphabet.AllDigits(text))
        {
            return Refuse(IdentifierFindings.BadCharacter, out reading);
        }

        Span<char> extended = stackalloc char[Length];
        text[..RegionLength].CopyTo(extended);
        "19".CopyTo(extended[RegionLength..]);
        text[RegionLength..].CopyTo(extended[(RegionLength + 2)..]);
        extended[^1] = CheckCharacters.CitizenId(extended);
        return Read18(extended, IdentifierFindings.Extended15To18, out reading);
    }

    private IdentifierFindings Read18(ReadOnlySpan<char> text, IdentifierFindings findings, out ParsedIdentifier reading)
    {
        var check = CheckCharacters.CitizenId(text);
        if (check == '\0' || !(char.IsAsciiDigit(text[^1]) || text[^1] == 'X'))
        {
            return ReadCorrected(text, out reading);
        }

        findings |= check == text[^1] ? IdentifierFindings.None : IdentifierFindings.BadCheckCharacter;
        return BirthDay(text) == CivilDay.None
            ? Refuse(findings | IdentifierFindings.ImpossibleDate, out reading)
            : Accept(Type, text, findings, out reading);
    }

    /// <summary>O and I written for 0 and 1 are corrected if the check character then fits.</summary>
    private IdentifierFindings ReadCorrected(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        Span<char> corrected = stackalloc char[Length];
        text.Replace(corrected, 'O', '0');
        corrected.Replace('I', '1');
        var check = CheckCharacters.CitizenId(corrected);
        return check == '\0' || check != corrected[^1]
            ? Refuse(IdentifierFindings.BadCharacter, out reading)
            : Read18(corrected, IdentifierFindings.Normalised, out reading);
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
