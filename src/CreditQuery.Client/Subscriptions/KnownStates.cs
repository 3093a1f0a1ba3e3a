using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Client;

/// <summary>The states of entries as they were told, for comparison with the state before that the next event says.</summary>
internal sealed class KnownStates
{
    private readonly Dictionary<Way, Known> _known = [];

    /// <summary>Forgets all.</summary>
    public void Clear() => _known.Clear();

    /// <summary>Takes an event.</summary>
    /// <param name="told">The event.</param>
    /// <param name="isKnown">What was told before is complete; within a snapshot it is not.</param>
    /// <exception cref="BrokenGuaranteeException">Another state was told before it.</exception>
    public void Take(StatusEvent told, bool isKnown)
    {
        if (told.Type == StatusEventType.CatalogueChanged)
        {
            // Another catalogue may change states, which is told once and not of each entry.
            _known.Clear();
        }

        if (told.EntryId.Length == 0)
        {
            return;
        }

        var way = new Way(told.Subject, told.FilterIndex, told.EntryId, $"{told.Via}");
        if (isKnown && _known.TryGetValue(way, out var known))
        {
            // Several events of one place (a listing and the incentive that it grants) have the same state before.
            var before = (known.Revision, known.Instant) == (told.Revision, told.Instant) ? known.Before : known.State;
            var isNew = told.PreviousState == EntryState.Unspecified && IsOver(before);
            if (told.PreviousState != before && !isNew)
            {
                throw new BrokenGuaranteeException("previous state", $"{before} was told, and then: {told}");
            }
        }

        _known[way] = new Known(told.State, told.PreviousState, told.Revision, told.Instant);
    }

    /// <summary>Takes a state of a snapshot.</summary>
    /// <param name="status">The state.</param>
    public void Take(SubjectStatus status)
    {
        foreach (var entry in status.Entries)
        {
            _known[new Way(status.SubjectMask, status.FilterIndex, entry.EntryId, $"{entry.Via}")] = new Known(entry.State, EntryState.Unspecified, 0, null);
        }
    }

    private static bool IsOver(EntryState state) => state is EntryState.Expired or EntryState.Exited or EntryState.Repaired or EntryState.Revoked or EntryState.Unspecified;

    private readonly record struct Way(string Subject, uint FilterIndex, string EntryId, string Through);

    private readonly record struct Known(EntryState State, EntryState Before, ulong Revision, Timestamp? Instant);
}
