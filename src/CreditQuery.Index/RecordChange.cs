using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index;

/// <summary>A record before and after a change set, for whoever derives status events from the difference.</summary>
/// <param name="Key">The subject.</param>
/// <param name="Before">The record as <c>SubjectView</c> reads it; empty if there was none.</param>
/// <param name="After">The record as <c>SubjectView</c> reads it. Aliases are not told here.</param>
public readonly record struct RecordChange(SubjectKey Key, ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After);
