namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Taxpayer number (纳税人识别号) issued before the unified code: 15 to 20 digits or letters.</summary>
/// <remarks>15 characters are six digits of region and an organisation code, whose check then counts; longer ones have no check of their own.
/// 18 characters in the form of a unified code or citizen number are read as such by <see cref="IdentifierParser"/>.</remarks>
internal sealed class TaxNoForm : IdentifierForm
{
    private const int MinLength = 15;
    private const int MaxLength = 20;
    private const int RegionLength = 6;

    public override IdentifierType Type => IdentifierType.TaxNo;

    /// <summary>Tells whether the characters are a region and an organisation code whose check fits.</summary>
    public static bool HoldsOrgCode(ReadOnlySpan<char> text) =>
        text.Length == MinLength
        && IdentifierAlphabet.AllDigits(text[..RegionLength])
        && CheckCharacters.OrgCode(text[RegionLength..]) == text[^1];

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length is < MinLength or > MaxLength)
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        if (!IdentifierAlphabet.AllBase36(text))
        {
            return Refuse(IdentifierFindings.BadCharacter, out reading);
        }

        return Accept(Type, text, HoldsOrgCode(text) ? IdentifierFindings.None : IdentifierFindings.NotCheckable, out reading);
    }
}
