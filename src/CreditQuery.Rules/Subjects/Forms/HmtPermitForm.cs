namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Permits of Hong Kong, Macao and Taiwan residents (港澳台居民证件).</summary>
/// <remarks>H or M and eight digits; eight digits (Taiwan); either may be followed by two digits that count renewals and are dropped, because
/// the first eight stay with the person; or a residence permit in the citizen form with 81, 82 or 83. General knowledge: no seed settles it.</remarks>
internal sealed class HmtPermitForm(CitizenIdForm citizen) : IdentifierForm
{
    private const int NumberLength = 8;
    private const int RenewalLength = 2;

    public override IdentifierType Type => IdentifierType.HmtPermit;

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length == CitizenIdForm.Length)
        {
            return text[0] == '8' && text[1] is '1' or '2' or '3'
                ? citizen.Read(text, out reading)
                : Refuse(IdentifierFindings.BadCharacter, out reading);
        }

        var start = !text.IsEmpty && text[0] is 'H' or 'M' ? 1 : 0;
        var digits = text[start..];
        if (digits.Length is not (NumberLength or NumberLength + RenewalLength))
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        return IdentifierAlphabet.AllDigits(digits)
            ? Accept(Type, text[..(start + NumberLength)], IdentifierFindings.NotCheckable, out reading)
            : Refuse(IdentifierFindings.BadCharacter, out reading);
    }
}
