namespace CreditQuery.Rules.Subjects;

/// <summary>One reading of an identifier (标识): its type, its block and what was noticed.</summary>
/// <param name="Type">Type under which a record would stand; not always the one asked for, see <see cref="IdentifierParser"/>.</param>
/// <param name="Packed">The block to encrypt; all zero when <paramref name="NeedsHash"/>.</param>
/// <param name="Findings">What was noticed; never a fatal one.</param>
/// <param name="NeedsHash">Too long or not of digits and letters: the owner of the registry's key makes the block from a keyed hash of
/// <see cref="IdentifierParser.WriteNormalised"/>.</param>
public readonly record struct ParsedIdentifier(IdentifierType Type, PackedIdentifier Packed, IdentifierFindings Findings, bool NeedsHash)
{
    /// <summary>Says the type only: an identifier never gets into a log by accident.</summary>
    /// <returns>The name of the type.</returns>
    public override string ToString() => Type.ToString();
}
