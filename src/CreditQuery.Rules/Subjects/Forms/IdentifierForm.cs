namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>The form of one type of identifier: what its characters must be and how they are checked.</summary>
/// <remarks>Stateless. A new type is a new form in <see cref="IdentifierForms"/> and a number in <see cref="IdentifierType"/>.</remarks>
internal abstract class IdentifierForm
{
    /// <summary>Type that this form reads.</summary>
    public abstract IdentifierType Type { get; }

    /// <summary>True if dashes distinguish identifiers of this type.</summary>
    public virtual bool KeepsDash => false;

    /// <summary>Reads normalised characters.</summary>
    /// <param name="text">Half-width, capital, without spaces.</param>
    /// <param name="reading">The reading; its findings are those returned. Undefined if a fatal finding is returned.</param>
    /// <returns>What was noticed.</returns>
    public abstract IdentifierFindings Read(ReadOnlySpan<char> text, out ParsedIdentifier reading);

    /// <summary>Packs the characters or marks them for hashing.</summary>
    protected static IdentifierFindings Accept(IdentifierType type, ReadOnlySpan<char> text, IdentifierFindings findings, out ParsedIdentifier reading)
    {
        var packs = PackedIdentifier.TryPack(type, text, out var packed);
        reading = new ParsedIdentifier(type, packed, findings, !packs);
        return findings;
    }

    /// <summary>Refuses the characters.</summary>
    protected static IdentifierFindings Refuse(IdentifierFindings findings, out ParsedIdentifier reading)
    {
        reading = default;
        return findings;
    }
}
