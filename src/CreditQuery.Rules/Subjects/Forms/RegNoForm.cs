namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Business registration number (工商注册号): 15 digits, the last a check digit in most.</summary>
internal sealed class RegNoForm : IdentifierForm
{
    private const int Length = 15;

    public override IdentifierType Type => IdentifierType.RegNo;

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length != Length)
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        if (!IdentifierAlphabet.AllDigits(text))
        {
            return Refuse(IdentifierFindings.BadCharacter, out reading);
        }

        var fits = CheckCharacters.RegNo(text) == text[^1];
        return Accept(Type, text, fits ? IdentifierFindings.None : IdentifierFindings.BadCheckCharacter, out reading);
    }
}
