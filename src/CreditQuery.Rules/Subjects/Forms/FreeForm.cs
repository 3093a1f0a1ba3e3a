namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>Identifiers without a national form: practice licences, star cards, others. Any characters but controls, up to a length.</summary>
/// <param name="type">The type.</param>
/// <param name="minLength">Fewest characters.</param>
/// <param name="keepsDash">Dashes distinguish.</param>
internal sealed class FreeForm(IdentifierType type, int minLength, bool keepsDash) : IdentifierForm
{
    public override IdentifierType Type => type;

    public override bool KeepsDash => keepsDash;

    public override IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading)
    {
        if (text.Length < minLength)
        {
            return Refuse(IdentifierFindings.BadLength, out reading);
        }

        foreach (var c in text)
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c == '\uFFFD')
            {
                return Refuse(IdentifierFindings.BadCharacter, out reading);
            }
        }

        return Accept(type, text, IdentifierFindings.NotCheckable, out reading);
    }
}
