namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Vehicle plate (车牌号): 5 to 10 digits, letters or Chinese characters.</summary>
internal sealed class PlateForm : IdentifierForm
{
    private const int MinLength = 5;
    private const int MaxLength = 10;

    public override IdentifierType Type => IdentifierType.Plate;

    /// <summary>Tells whether the characters begin as civil plates do: the short name of a province and a letter.</summary>
    public static bool IsCivil(ReadOnlySpan<char> text) =>
        text.Length is 7 or 8 && IdentifierAlphabet.IsHan(text[0]) && char.IsAsciiLetterUpper(text[1]);

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length is < MinLength or > MaxLength)
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        foreach (var c in text)
        {
            if (IdentifierAlphabet.Base36(c) == IdentifierAlphabet.None && !IdentifierAlphabet.IsHan(c))
            {
                return Refuse(IdentifierFindings.BadCharacter, out reading);
            }
        }

        return Accept(Type, text, IdentifierFindings.NotCheckable, out reading);
    }
}
