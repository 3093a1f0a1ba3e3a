using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>A subscriber's own copy: states by entry, as messages in order make them.</summary>
internal sealed class ToldStates
{
    private bool _isInSnapshot;

    public SortedDictionary<(string Subject, string EntryId), EntryState> States { get; } = [];

    public List<string> Faults { get; } = [];

    public bool IsComplete { get; private set; }

    public int EventsInSnapshot { get; private set; }

    public ulong Revision { get; private set; }

    public void Take(WatchResponse response)
    {
        switch (response.MessageCase)
        {
            case WatchResponse.MessageOneofCase.SnapshotBegin:
                States.Clear();
                _isInSnapshot = true;
                break;
            case WatchResponse.MessageOneofCase.SubjectStatus:
                Replace(response.SubjectStatus);
                break;
            case WatchResponse.MessageOneofCase.SnapshotEnd:
                (_isInSnapshot, IsComplete) = (false, true);
                Reach(response.SnapshotEnd.Revision);
                break;
            case WatchResponse.MessageOneofCase.Event when response.Event.EntryId.Length > 0:
                Take(response.Event);
                break;
            case WatchResponse.MessageOneofCase.Progress:
                Reach(response.Progress.Revision);
                break;
        }
    }

    private void Take(StatusEvent told)
    {
        EventsInSnapshot += _isInSnapshot ? 1 : 0;
        if (_isInSnapshot != told.Token.IsEmpty)
        {
            Faults.Add($"token: {told}");
        }

        var key = (told.Subject, told.EntryId);
        if (!_isInSnapshot && States.GetValueOrDefault(key) != told.PreviousState && told.Type != StatusEventType.Listed)
        {
            Faults.Add($"previous state: {told}, known was {States.GetValueOrDefault(key)}");
        }

        States[key] = told.State;
        if (told.State is EntryState.Revoked or EntryState.Repaired)
        {
            States.Remove(key);
        }

        Reach(told.Revision);
    }

    private void Replace(SubjectStatus status)
    {
        Reach(status.Revision);
        foreach (var key in States.Keys.Where(key => key.Subject == status.SubjectMask).ToList())
        {
            States.Remove(key);
        }

        foreach (var entry in status.Entries)
        {
            States[(status.SubjectMask, entry.EntryId)] = entry.State;
        }
    }

    private void Reach(ulong revision)
    {
        if (revision < Revision)
        {
            Faults.Add($"order: {revision} after {Revision}");
        }

        Revision = revision;
    }
}
