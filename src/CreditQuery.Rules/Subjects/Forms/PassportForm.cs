namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Passport: ISO 3166 alpha-3 issuing country, a colon, 5 to 15 digits or letters.</summary>
/// <remarks>The country is part of the key: numbers are unique within one issuer only. It is packed without the colon.</remarks>
internal sealed class PassportForm : IdentifierForm
{
    private const int CountryLength = 3;
    private const int MinLength = CountryLength + 1 + 5;
    private const int MaxLength = CountryLength + 1 + 15;

    public override IdentifierType Type => IdentifierType.Passport;

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length is < MinLength or > MaxLength)
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        if (text[CountryLength] != ':' || !IdentifierAlphabet.AllLetters(text[..CountryLength]) || !IdentifierAlphabet.AllBase36(text[(CountryLength + 1)..]))
        {
            return Refuse(IdentifierFindings.BadCharacter, out reading);
        }

        Span<char> packed = stackalloc char[MaxLength];
        text[..CountryLength].CopyTo(packed);
        text[(CountryLength + 1)..].CopyTo(packed[CountryLength..]);
        return Accept(Type, packed[..(text.Length - 1)], IdentifierFindings.NotCheckable, out reading);
    }
}
