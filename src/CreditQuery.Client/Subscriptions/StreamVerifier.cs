using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.Client;

/// <summary>Looks at everything a subscription receives, streams joined, and throws where a promise is broken.</summary>
/// <remarks>Ordered and unique: every event stands after the one before. Atomic: a revision is ended before the next begins, and nothing comes
/// after its end. Bookmarkable: nothing comes from before a sign of life, and signs never go back. Resumable: tokens stand where one can resume,
/// and nowhere else. Source: ADR 0020, ADR 0026.</remarks>
/// <param name="subjects">Number of subjects that the filter names.</param>
/// <param name="verifiesStates">Compares the state before, too; memory grows with the entries told of.</param>
internal sealed class StreamVerifier(int subjects, bool verifiesStates)
{
    private readonly KnownStates? _states = verifiesStates ? new KnownStates() : null;
    private EventPlace _last;
    private RevisionPart _part;
    private bool _isInSnapshot;
    private bool _isInStretch;
    private uint _stated;

    // What revisions are known to be complete: no event of the log comes from them any more.
    private ulong _bookmark;

    private enum RevisionPart
    {
        Unknown,
        Begun,
        Ended,
    }

    /// <summary>The newest revision received.</summary>
    public ulong Revision => Math.Max(_last.Revision, _bookmark);

    /// <summary>Another stream begins where the last token stands; what came without a token comes again.</summary>
    public void Begin() => (_isInSnapshot, _isInStretch) = (false, false);

    /// <summary>The log has lost what was received: nothing that comes continues it.</summary>
    public void Forget()
    {
        (_last, _part, _bookmark) = (default, RevisionPart.Unknown, 0);
        _states?.Clear();
    }

    /// <summary>A response of any kind; those that promise nothing are passed over.</summary>
    /// <param name="response">The response.</param>
    /// <exception cref="BrokenGuaranteeException">It breaks a promise.</exception>
    public void Take(WatchResponse response)
    {
        switch (response.MessageCase)
        {
            case WatchResponse.MessageOneofCase.Event:
                Take(response.Event);
                break;
            case WatchResponse.MessageOneofCase.Progress:
                Take(response.Progress);
                break;
            case WatchResponse.MessageOneofCase.SnapshotBegin:
                Take(response.SnapshotBegin);
                break;
            case WatchResponse.MessageOneofCase.SubjectStatus:
                Take(response.SubjectStatus);
                break;
            case WatchResponse.MessageOneofCase.SnapshotEnd:
                Take(response.SnapshotEnd);
                break;
        }
    }

    /// <summary>An event.</summary>
    /// <param name="told">The event.</param>
    /// <exception cref="BrokenGuaranteeException">It breaks a promise.</exception>
    public void Take(StatusEvent told)
    {
        var place = EventPlace.Of(told);
        var isMerged = !_isInSnapshot && (told.Token.IsEmpty || told.Merged > 0);
        Require(place.CompareTo(_last) > 0, "ordered", "an event does not stand after the one before it", told);
        Require(told.Cause == EventCause.Time ? told.Revision >= _bookmark : told.Revision > _bookmark, "bookmarkable", "an event was said to be delivered", told);
        Require(_part != RevisionPart.Begun || place.IsAtSamePlace(_last) || isMerged, "atomic", "a revision begins before the end of the one before it", told);
        Require(_part != RevisionPart.Ended || !place.IsAtSamePlace(_last), "atomic", "an event comes after the end of its revision", told);
        Require(!_isInSnapshot || told.Token.IsEmpty, "resumable", "an event within a snapshot has a token", told);
        Require(_isInSnapshot || !told.LastOfRevision || !told.Token.IsEmpty, "resumable", "a revision ends without a token", told);
        Require(!_isInStretch || told.Token.IsEmpty || told.LastOfRevision, "resumable", "a merged stretch ends within a revision", told);
        Require(told.Subject.Length == 0 || told.HasFilterIndex == subjects > 0, "filter", "an event of a subject that is not named", told);
        Require(!told.HasFilterIndex || told.FilterIndex < subjects, "filter", "an event of a subject that is not named", told);
        _states?.Take(told, isKnown: !_isInSnapshot);

        _last = place;
        _isInStretch = !_isInSnapshot && told.Token.IsEmpty;
        _part = told.LastOfRevision ? RevisionPart.Ended : _isInStretch ? RevisionPart.Unknown : RevisionPart.Begun;
    }

    /// <summary>A sign of life.</summary>
    /// <param name="progress">The sign.</param>
    /// <exception cref="BrokenGuaranteeException">It breaks a promise.</exception>
    public void Take(WatchProgress progress)
    {
        RequireWholeRevisions("a sign of life", progress);
        Require(progress.Revision >= Revision, "bookmarkable", "a sign of life goes back", progress);
        Require(_isInSnapshot == progress.Token.IsEmpty, "resumable", "a sign of life with a token within a snapshot, or without one outside", progress);
        _bookmark = progress.Revision;
    }

    /// <summary>The beginning of a snapshot.</summary>
    /// <param name="begin">The beginning.</param>
    /// <exception cref="BrokenGuaranteeException">It breaks a promise.</exception>
    public void Take(SnapshotBegin begin)
    {
        Require(begin.Revision >= Revision, "bookmarkable", "a snapshot goes back", begin);
        _states?.Clear();
        (_bookmark, _last, _part) = (begin.Revision, default, RevisionPart.Unknown);
        (_isInSnapshot, _isInStretch, _stated) = (true, false, 0);
    }

    /// <summary>A state within a snapshot.</summary>
    /// <param name="status">The state.</param>
    /// <exception cref="BrokenGuaranteeException">It breaks a promise.</exception>
    public void Take(SubjectStatus status)
    {
        RequireWholeRevisions("a state", status);
        Require(_isInSnapshot, "snapshot", "a state outside a snapshot", status);
        Require(status.Revision >= Revision, "ordered", "a state is older than what came before it", status);
        Require(subjects == 0 ? !status.HasFilterIndex : status.HasFilterIndex && status.FilterIndex == _stated, "snapshot", "not the state of the next subject of the filter", status);
        _stated++;
        _bookmark = status.Revision;
        _states?.Take(status);
    }

    /// <summary>The end of a snapshot.</summary>
    /// <param name="end">The end.</param>
    /// <exception cref="BrokenGuaranteeException">It breaks a promise.</exception>
    public void Take(SnapshotEnd end)
    {
        RequireWholeRevisions("the end of a snapshot", end);
        Require(_isInSnapshot, "snapshot", "an end without a beginning", end);
        Require(end.Revision >= Revision, "ordered", "a snapshot ends before what came in it", end);
        Require(!end.Token.IsEmpty, "resumable", "a snapshot ends without a token", end);
        Require(subjects == 0 || _stated == subjects, "snapshot", "states of subjects of the filter are missing", end);
        (_bookmark, _isInSnapshot) = (end.Revision, false);
    }

    private void RequireWholeRevisions(string what, IMessage message)
    {
        Require(_part != RevisionPart.Begun, "atomic", $"{what} comes within a revision", message);
        Require(!_isInStretch, "resumable", $"{what} comes within a merged stretch", message);
    }

    private static void Require(bool isKept, string guarantee, string what, IMessage message)
    {
        if (!isKept)
        {
            throw new BrokenGuaranteeException(guarantee, $"{what}: {message}");
        }
    }
}
