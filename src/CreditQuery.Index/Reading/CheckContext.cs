using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Coverage;

namespace CreditQuery.Index;

/// <summary>What the subjects of one request share: the pinned snapshot, the plan, the coverage.</summary>
/// <param name="Snapshot">The snapshot that every answer of the request is true for.</param>
/// <param name="Plan">The question, resolved against a catalogue of that snapshot.</param>
/// <param name="Coverage">Coverage of the plan at the instant of the check.</param>
public readonly record struct CheckContext(RegistrySnapshot Snapshot, CheckPlan Plan, CoverageVerdict Coverage);
