using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index;

/// <summary>A subject read and sealed, its place in memory asked for: what <see cref="CreditIndex.Prepare"/> gives.</summary>
/// <remarks>Valid with the key of the index that prepared it. Kept in an array that is used again.</remarks>
public struct PreparedSubject
{
    internal ParsedIdentifiers Readings;

    /// <summary>Key of the first reading; default for an invalid identifier.</summary>
    public SubjectKey Key { get; internal set; }

    /// <summary>What was noticed about the identifier.</summary>
    public IdentifierFindings Findings { get; internal set; }

    internal SubjectKey InnerKey { get; set; }

    /// <summary>Reads and seals a subject, and asks for its place in memory.</summary>
    internal void Read(in SubjectInput subject, CreditIndex index)
    {
        Findings = IdentifierParser.Parse(subject.Type, subject.Value, out Readings);
        if (Readings.Count == 0)
        {
            (Key, InnerKey) = (default, default);
            return;
        }

        ref readonly var first = ref Readings[0];
        Key = index.Cipher.Seal(first, subject.Value);
        index.Hints?.FetchBucket(Key);
        InnerKey = default;
        if (index.Current.Counts.BareOrgCodes > 0 && first.Packed.InnerOrgCode() is var inner && inner != default)
        {
            // Asked for now, it arrives while the unified code is looked up: a miss then waits once and not twice.
            InnerKey = index.Cipher.Seal(inner);
            index.Hints?.FetchBucket(InnerKey);
        }
    }
}
