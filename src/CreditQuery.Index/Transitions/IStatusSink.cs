namespace CreditQuery.Index;

/// <summary>Is told every change of status, in the one order that all nodes share.</summary>
/// <remarks>Called by the applier between the writes of a set and the next one, one call at a time; what it throws breaks the index, because a
/// change that was not told cannot be told later. What has been told before (a replay, a midnight passed again after a restart) is told
/// again: the position tells which. Source: architecture, chapter 7; ADR 0020.</remarks>
public interface IStatusSink
{
    /// <summary>A change set was applied.</summary>
    /// <param name="at">Where: revision, and the day on which it was recorded.</param>
    /// <param name="recordedAtMs">When it was recorded, milliseconds since the Unix epoch.</param>
    /// <param name="changes">What it did, in the order of the keys; empty where it changed no status.</param>
    /// <param name="changedCatalogue">The set put a catalogue.</param>
    void Applied(StatusPosition at, long recordedAtMs, IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue);

    /// <summary>Midnight passed. What a midnight does is told in pieces, so that the first of many need not wait for the last.</summary>
    /// <param name="at">Where: the last revision recorded before midnight, and the day that begins.</param>
    /// <param name="changes">What time alone did, in the order of the keys, or the next piece of it; mostly empty.</param>
    /// <param name="changedCatalogue">Another catalogue counts from this day on; said with the first piece.</param>
    /// <param name="isLast">Nothing more follows at this place.</param>
    void MidnightPassed(StatusPosition at, IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue, bool isLast);
}
