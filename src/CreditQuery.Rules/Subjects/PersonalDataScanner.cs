using System.Buffers;
using CreditQuery.Rules.Subjects.Forms;

namespace CreditQuery.Rules.Subjects;

/// <summary>Masks numbers of natural persons in free text before it is appended to the change log.</summary>
/// <remarks>
/// Masked is every run of digits, full-width too and with spaces or dashes inside, that is a number in the citizen form: 18 characters whose
/// check character fits and whose day of birth exists, or exactly 15 digits with a day of birth. Passports and permits have no check character
/// and look like document numbers; they cannot be told apart and are left. An all-digit unified code is masked only if it passes as a citizen number too
/// (about one in 10,000): there privacy wins. Linear in the length. Source: architecture, chapter 3; F194.
/// </remarks>
public static class PersonalDataScanner
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789\uFF10\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18\uFF19");

    /// <summary>Masks the personal numbers of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="masked">How many numbers were masked.</param>
    /// <returns>The same string if nothing was masked; otherwise one of the same length with stars for their characters.</returns>
    public static string Mask(string text, out int masked)
    {
        ArgumentNullException.ThrowIfNull(text);
        masked = 0;
        char[]? result = null;
        var at = 0;
        while (at + DigitRun.OldLength <= text.Length)
        {
            var next = text.AsSpan(at).IndexOfAny(Digits);
            if (next < 0)
            {
                break;
            }

            at = MaskRun(text, at + next, ref result, ref masked);
        }

        return result is null ? text : new string(result);
    }

    /// <summary>Reads one run of digits with separators, masks what it holds and gives the place after it.</summary>
    private static int MaskRun(string text, int start, ref char[]? result, ref int masked)
    {
        var run = new DigitRun(stackalloc char[CitizenIdForm.Length], stackalloc int[CitizenIdForm.Length]);
        var at = start;
        while (at < text.Length && run.Take(text[at], at))
        {
            at++;
            if (run.IsCitizenNumber())
            {
                run.Star(result ??= text.ToCharArray(), CitizenIdForm.Length);
                masked++;
                return at;
            }
        }

        if (run.IsOldCitizenNumber() && IsAlone(text, start, run.OldEnd))
        {
            run.Star(result ??= text.ToCharArray(), DigitRun.OldLength);
            masked++;
        }

        return at;
    }

    /// <summary>15 digits count only as a whole word: unified codes and document numbers hold such runs.</summary>
    private static bool IsAlone(string text, int start, int last) =>
        (start == 0 || !IsWordCharacter(text[start - 1])) && (last + 1 == text.Length || !IsWordCharacter(text[last + 1]));

    private static bool IsWordCharacter(char c) => IdentifierAlphabet.Base36(char.ToUpperInvariant(CharacterFold.ToHalfWidth(c))) != IdentifierAlphabet.None;
}
