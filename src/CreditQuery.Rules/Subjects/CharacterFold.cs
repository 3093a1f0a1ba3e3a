namespace CreditQuery.Rules.Subjects;

/// <summary>Folds the characters that people and input methods vary: width, case, spaces, dashes.</summary>
internal static class CharacterFold
{
    /// <summary>Brings a full-width form to its half-width one and the ideographic space to a space.</summary>
    public static char ToHalfWidth(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        '\u3000' => ' ',
        _ => c,
    };

    /// <summary>Tells spaces, tabs, line ends, no-break and zero-width spaces, and direction marks.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or '\uFEFF';

    /// <summary>Tells the dashes of the keyboard and of typesetting.</summary>
    public static bool IsDash(char c) => c is '-' or (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFF0D' or '\uFE63';

    /// <summary>Tells the middle dots of plates and foreign names.</summary>
    public static bool IsMiddleDot(char c) => c is '\u00B7' or '\u2022' or '\u30FB' or '\u2027' or '\u2219' or '\u22C5' or '\uFF65' or '\u318D';

    /// <summary>Writes an identifier in its normal form: half-width, capital, without spaces, middle dots and (unless kept) dashes.</summary>
    /// <param name="value">As written.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="keepDash">Keeps dashes, as <c>-</c>: they may distinguish identifiers without a form of their own.</param>
    /// <param name="changed">True if anything differs from <paramref name="value"/>.</param>
    /// <returns>Characters written; −1 if they do not fit.</returns>
    public static int Identifier(ReadOnlySpan<char> value, Span<char> destination, bool keepDash, out bool changed)
    {
        var length = 0;
        changed = false;
        foreach (var written in value)
        {
            var c = written;
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterUpper(c))
            {
                c = Fold(c, keepDash);
                changed |= c != written;
                if (c == '\0')
                {
                    continue;
                }
            }

            if (length == destination.Length)
            {
                return -1;
            }

            destination[length++] = c;
        }

        return length;
    }

    private static char Fold(char c, bool keepDash)
    {
        if (IsSpace(c) || IsMiddleDot(c))
        {
            return '\0';
        }

        if (IsDash(c))
        {
            return keepDash ? '-' : '\0';
        }

        // A NUL would vanish silently; U+FFFD is a character that no form allows.
        return c == '\0' ? '\uFFFD' : char.ToUpperInvariant(ToHalfWidth(c));
    }
}
