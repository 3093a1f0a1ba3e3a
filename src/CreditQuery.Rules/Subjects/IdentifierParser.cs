using System.Text;
using CreditQuery.Rules.Subjects.Forms;

namespace CreditQuery.Rules.Subjects;

/// <summary>Reads identifiers (标识) as people write them.</summary>
/// <remarks>
/// Pure, thread-safe, allocates nothing. A bad check character is a finding and the reading is kept: early pilot codes carry one, so it must
/// never lead to "not found". A wrong length, a character that the type does not allow and an impossible day of birth are fatal.
/// A number in the citizen form is read as <see cref="IdentifierType.CitizenId"/> whatever personal type was named, and a taxpayer number in the
/// form of a unified code or citizen number as that: one number has one key. Source: functions.md (c), check rules and traps.
/// </remarks>
public static class IdentifierParser
{
    /// <summary>Most characters of a normalised identifier; longer ones have a bad length.</summary>
    public const int MaxLength = 64;

    /// <summary>Most UTF-8 bytes of a normalised identifier.</summary>
    public const int MaxUtf8Length = 3 * MaxLength;

    private const int CodeLength = 18;

    /// <summary>Reads an identifier.</summary>
    /// <param name="type">Its type; <see cref="IdentifierType.Unspecified"/> gives every reading whose form and check fit, and if no check fits
    /// every reading whose form fits. Types without a form of their own (practice licence, star card, other) must be named.</param>
    /// <param name="value">As written.</param>
    /// <param name="parsed">The readings, at most <see cref="ParsedIdentifiers.Capacity"/>; none if the identifier is invalid.</param>
    /// <returns>The findings of the first reading, or the fatal ones if there is none.</returns>
    public static IdentifierFindings Parse(IdentifierType type, ReadOnlySpan<char> value, out ParsedIdentifiers parsed)
    {
        parsed = default;
        if (type == IdentifierType.Uscc && SoundUscc.TryRead(value, out var sound))
        {
            parsed.Add(sound);
            return IdentifierFindings.None;
        }

        var form = IdentifierForms.Find(type);
        if (form is null && type != IdentifierType.Unspecified)
        {
            return IdentifierFindings.BadCharacter;
        }

        Span<char> buffer = stackalloc char[MaxLength];
        var length = CharacterFold.Identifier(value, buffer, form is { KeepsDash: true }, out var changed);
        if (length <= 0)
        {
            return IdentifierFindings.BadLength;
        }

        var text = buffer[..length];
        var extra = changed ? IdentifierFindings.Normalised : IdentifierFindings.None;
        if (form is null)
        {
            return UntypedIdentifier.Read(text, extra, ref parsed);
        }

        if (type == IdentifierType.TaxNo && text.Length == CodeLength)
        {
            UntypedIdentifier.Read(text, extra, ref parsed);
            if (parsed.Count > 0)
            {
                return parsed[0].Findings;
            }
        }

        var findings = form.Read(text, out var reading) | extra;
        if ((findings & IdentifierFindings.Fatal) == 0)
        {
            parsed.Add(reading with { Findings = findings });
        }

        return findings;
    }

    /// <summary>Writes the normal form that a keyed hash is made of.</summary>
    /// <param name="type">Type of the reading, not unspecified.</param>
    /// <param name="value">As written, the same that was parsed.</param>
    /// <param name="utf8">At least <see cref="MaxUtf8Length"/> bytes.</param>
    /// <returns>Bytes written; 0 if the value is too long.</returns>
    public static int WriteNormalised(IdentifierType type, ReadOnlySpan<char> value, Span<byte> utf8)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        var length = CharacterFold.Identifier(value, buffer, IdentifierForms.Find(type) is { KeepsDash: true }, out _);
        return length <= 0 ? 0 : Encoding.UTF8.GetBytes(buffer[..length], utf8);
    }

    /// <summary>Tells whether identifiers of a type are treated as a natural person's.</summary>
    /// <param name="type">The type.</param>
    /// <returns>False for unified code, organisation code and registration number; true for all others, unspecified included.</returns>
    /// <remarks>Source: architecture, chapter 3.</remarks>
    public static bool IsPersonal(IdentifierType type) => type is not (IdentifierType.Uscc or IdentifierType.OrgCode or IdentifierType.RegNo);
}
