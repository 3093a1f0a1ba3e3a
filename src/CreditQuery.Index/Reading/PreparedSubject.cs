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
}
