using System.Text;
using CreditQuery.Index;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Errors;
using Google.Protobuf;
using RuleType = CreditQuery.Rules.Subjects.IdentifierType;
using Subject = CreditQuery.Protos.V1.Subject;

namespace CreditQuery.Server.Registry;

/// <summary>Replaces the identifier of a subject by its sealed key before anything is written.</summary>
/// <remarks>Thread-safe. Of a natural person the name goes too; a unit's name is public and stays. Source: architecture, chapter 3.</remarks>
/// <param name="cipher">Makes the keys.</param>
internal sealed class SubjectSeal(SubjectKeyCipher cipher)
{
    private const int MaxNameBytes = 256;
    private const int MaxValueLength = 128;

    private readonly SubjectKeyCipher _cipher = cipher;

    /// <summary>Tells whether a subject as named by a caller is a natural person, or is treated as one.</summary>
    /// <param name="subject">The subject, not sealed yet.</param>
    /// <returns>Null if the identifier cannot be read.</returns>
    public static bool? IsPersonal(Subject? subject)
    {
        if (subject is null || subject.Value.Length > MaxValueLength)
        {
            return null;
        }

        IdentifierParser.Parse((RuleType)subject.Type, subject.Value, out var parsed);
        return parsed.Count == 0 ? null : IdentifierParser.IsPersonal(parsed[0].Type);
    }

    /// <summary>Checks and seals a subject in place.</summary>
    /// <param name="subject">The subject; afterwards it holds its sealed key, its sealed name and, for a unit, its name.</param>
    /// <param name="reason">The reason, if it is at fault.</param>
    /// <param name="field">The field at fault; empty for the subject as a whole.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public string? Seal(Subject subject, out ErrorReason reason, out string field)
    {
        reason = ErrorReason.InvalidField;
        if (!subject.SealedKey.IsEmpty || subject.SealedName != 0)
        {
            reason = ErrorReason.SealedField;
            field = subject.SealedKey.IsEmpty ? "sealed_name" : "sealed_key";
            return "Set in the change log only.";
        }

        field = "type";
        if (subject.Type == Protos.V1.IdentifierType.Unspecified)
        {
            return "Required: a change names exactly one subject.";
        }

        field = "value";
        if (subject.Value.Length is 0 or > MaxValueLength)
        {
            return subject.Value.Length == 0 ? "Required." : "Too long for an identifier.";
        }

        var findings = IdentifierParser.Parse((RuleType)subject.Type, subject.Value, out var parsed);
        if (parsed.Count == 0)
        {
            return $"Not an identifier of this type: {findings}.";
        }

        var reading = parsed[0];
        var personal = IdentifierParser.IsPersonal(reading.Type);
        if (!personal && (reading.Findings & IdentifierFindings.BadCheckCharacter) != 0 && PersonalNumbers.Contains(subject.Value))
        {
            reason = ErrorReason.PersonalData;
            return "A number of a person stands where an identifier of a unit belongs.";
        }

        field = "name";
        var fault = NameFault(subject.Name, personal, ref reason);
        if (fault is null)
        {
            Rewrite(subject, reading, personal);
        }

        return fault;
    }

    private static string? NameFault(string name, bool personal, ref ErrorReason reason)
    {
        if (name.Length > MaxNameBytes || Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            return "At most 256 bytes of UTF-8.";
        }

        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return "No zero characters.";
        }

        if (!personal && PersonalNumbers.Contains(name))
        {
            reason = ErrorReason.PersonalData;
            return "A personal number may not stand here.";
        }

        return null;
    }

    private void Rewrite(Subject subject, in ParsedIdentifier reading, bool personal)
    {
        Span<byte> key = stackalloc byte[SubjectKey.Size];
        SubjectKeyCipher.WriteKey(_cipher.Seal(reading, subject.Value), key);
        subject.SealedKey = ByteString.CopyFrom(key);
        subject.SealedName = _cipher.SealName(subject.Name);
        subject.Type = Protos.V1.IdentifierType.Unspecified;
        subject.Value = "";
        if (personal)
        {
            subject.Name = "";
        }
    }
}
