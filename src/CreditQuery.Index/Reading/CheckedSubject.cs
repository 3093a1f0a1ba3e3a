using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index;

/// <summary>Where a check led.</summary>
/// <param name="Key">Key of the record found; without a record that of the first reading; default for an invalid identifier.</param>
/// <param name="Type">Type under which the identifier was read; unspecified for an invalid one.</param>
/// <param name="Findings">What was noticed about the identifier.</param>
public readonly record struct CheckedSubject(SubjectKey Key, IdentifierType Type, IdentifierFindings Findings);
