using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>What a subscriber knows of the entries that are not over, from events and states.</summary>
internal sealed class CopiedStates
{
    private readonly SortedDictionary<(string Subject, string EntryId, string Via), EntryState> _states = [];

    /// <summary>All of it, in words; the same for the same knowledge.</summary>
    public string Words => string.Join("; ", _states.Where(static known => IsLive(known.Value)).Select(static known => $"{known.Key} {known.Value}"));

    public void Clear() => _states.Clear();

    public void Take(StatusEvent told)
    {
        if (told.EntryId.Length > 0)
        {
            _states[(told.Subject, told.EntryId, $"{told.Via}")] = told.State;
        }
    }

    /// <summary>A state replaces all that is known of its subject.</summary>
    public void Take(SubjectStatus status)
    {
        foreach (var key in _states.Keys.Where(key => key.Subject == status.SubjectMask).ToList())
        {
            _states.Remove(key);
        }

        foreach (var entry in status.Entries)
        {
            _states[(status.SubjectMask, entry.EntryId, $"{entry.Via}")] = entry.State;
        }
    }

    private static bool IsLive(EntryState state) =>
        state is EntryState.Active or EntryState.Pending or EntryState.Grace or EntryState.Suspended or EntryState.Monitored or EntryState.Held;
}
