namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Foreigner's permanent-residence identity number (外国人永久居留身份证).</summary>
/// <remarks>Three letters of nationality and twelve digits, or the newer 18 characters in the citizen form with a leading 9.
/// General knowledge: no seed settles it.</remarks>
internal sealed class ForeignPrIdForm(CitizenIdForm citizen) : IdentifierForm
{
    private const int OldLength = 15;
    private const int NationalityLength = 3;

    public override IdentifierType Type => IdentifierType.ForeignPrId;

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length == CitizenIdForm.Length)
        {
            return text[0] == '9' ? citizen.Read(text, out reading) : Refuse(IdentifierFindings.BadCharacter, out reading);
        }

        if (text.Length != OldLength)
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        return IdentifierAlphabet.AllLetters(text[..NationalityLength]) && IdentifierAlphabet.AllDigits(text[NationalityLength..])
            ? Accept(Type, text, IdentifierFindings.NotCheckable, out reading)
            : Refuse(IdentifierFindings.BadCharacter, out reading);
    }
}
