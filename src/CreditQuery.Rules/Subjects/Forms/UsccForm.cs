namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Unified social credit code (统一社会信用代码), GB 32100-2015: 18 of 31 signs, the last a check character.</summary>
/// <remarks>Letters may stand at any place: authorities A, N and Y are letters at the first. A wrong check character is a finding only,
/// because codes of the early pilots carry one (functions.md (c), traps 1 and 2).</remarks>
internal sealed class UsccForm : IdentifierForm
{
    private const int Length = 18;

    public override IdentifierType Type => IdentifierType.Uscc;

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length != Length)
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        var check = CheckCharacters.Uscc(text);
        if (check == '\0' || IdentifierAlphabet.Uscc(text[^1]) == IdentifierAlphabet.None)
        {
            return ReadCorrected(text, out reading);
        }

        var findings = check == text[^1] ? IdentifierFindings.None : IdentifierFindings.BadCheckCharacter;
        return Accept(Type, text, findings | InnerFindings(text), out reading);
    }

    /// <summary>O and I are no signs of the alphabet; written for 0 and 1 they are corrected if the check character then fits.</summary>
    private IdentifierFindings ReadCorrected(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        Span<char> corrected = stackalloc char[Length];
        text.Replace(corrected, 'O', '0');
        corrected.Replace('I', '1');
        var check = CheckCharacters.Uscc(corrected);
        return check == '\0' || check != corrected[^1]
            ? Refuse(IdentifierFindings.BadCharacter, out reading)
            : Accept(Type, corrected, IdentifierFindings.Normalised | InnerFindings(corrected), out reading);
    }

    private static IdentifierFindings InnerFindings(ReadOnlySpan<char> text) =>
        CheckCharacters.OrgCode(text[8..]) == text[16] ? IdentifierFindings.None : IdentifierFindings.BadInnerOrgCode;
}
