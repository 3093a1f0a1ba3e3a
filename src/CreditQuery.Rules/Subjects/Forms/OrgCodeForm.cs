namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Organisation code (组织机构代码), GB 11714: 8 digits or letters and a check character 0 to 9 or X.</summary>
internal sealed class OrgCodeForm : IdentifierForm
{
    private const int Length = 9;

    public override IdentifierType Type => IdentifierType.OrgCode;

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length != Length)
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        var check = CheckCharacters.OrgCode(text);
        if (check == '\0' || !(char.IsAsciiDigit(text[^1]) || text[^1] == 'X'))
        {
            return Refuse(IdentifierFindings.BadCharacter, out reading);
        }

        return Accept(Type, text, check == text[^1] ? IdentifierFindings.None : IdentifierFindings.BadCheckCharacter, out reading);
    }
}
