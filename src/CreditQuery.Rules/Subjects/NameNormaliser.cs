namespace CreditQuery.Rules.Subjects;

/// <summary>Brings names to one form, so that a keyed hash of it can be compared (NAME_MISMATCH). Names never find a subject.</summary>
/// <remarks>Width, case, spaces, brackets and middle dots are what registers vary; nothing else is folded, because two companies may differ in one
/// character. Pure, allocates nothing. A choice of ours: architecture, chapter 3.</remarks>
public static class NameNormaliser
{
    /// <summary>Most characters that count; the rest of a longer name is ignored.</summary>
    public const int MaxLength = 256;

    /// <summary>Writes the normal form: half-width, capital, without spaces, brackets as <c>(</c> and <c>)</c>, one middle dot.</summary>
    /// <param name="name">As written.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> characters.</param>
    /// <returns>Characters written; 0 if there is no name.</returns>
    public static int Normalise(ReadOnlySpan<char> name, Span<char> destination)
    {
        var length = 0;
        foreach (var written in name)
        {
            if (CharacterFold.IsSpace(written))
            {
                continue;
            }

            if (length == MaxLength)
            {
                break;
            }

            destination[length++] = Fold(written);
        }

        return length;
    }

    private static char Fold(char c)
    {
        if (IdentifierAlphabet.IsHan(c))
        {
            return c;
        }

        if (CharacterFold.IsMiddleDot(c))
        {
            return '\u00B7';
        }

        if (CharacterFold.IsDash(c))
        {
            return '-';
        }

        return c switch
        {
            '\u3014' or '\u3010' or '\uFF3B' or '[' or '\uFF08' => '(',
            '\u3015' or '\u3011' or '\uFF3D' or ']' or '\uFF09' => ')',
            _ => char.ToUpperInvariant(CharacterFold.ToHalfWidth(c)),
        };
    }
}
