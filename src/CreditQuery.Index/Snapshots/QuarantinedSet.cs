using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index;

/// <summary>An event that could not be applied: it had no effect, and the subjects it names are marked until it is resolved.</summary>
/// <param name="Revision">Its revision.</param>
/// <param name="Reason">Why; never an identifier.</param>
/// <param name="RecordedAtMs">When it was recorded: milliseconds since the Unix epoch.</param>
/// <param name="Subjects">The subjects it names, as far as it could be read, by the keys under which their marked records stand.</param>
/// <param name="Resolution">What was decided; empty while it is not resolved.</param>
public sealed record QuarantinedSet(ulong Revision, string Reason, long RecordedAtMs, IReadOnlyList<SubjectKey> Subjects, string Resolution)
{
    /// <summary>A decision ended the marks.</summary>
    public bool IsResolved => Resolution.Length > 0;
}
