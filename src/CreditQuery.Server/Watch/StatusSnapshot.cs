using CreditQuery.Index;
using CreditQuery.Server.Hosting;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Server.Watch;

/// <summary>The state of every subject of a filter, or of every unit with entries that it wants, taken in pieces, each at one place of the order.</summary>
/// <remarks>While a piece is taken nothing is applied: a piece is small, and nothing else is held in memory. Natural persons are in it only
/// where the filter names them.</remarks>
internal sealed class StatusSnapshot(NodeParts parts, EventSelection selection, SnapshotPace pace)
{
    private const int SubjectsPerPiece = 200;

    private readonly SubjectStatuses _statuses = new(parts, selection);
    private readonly ListedUnitWalk? _walk = selection.Named.Count > 0 ? null : parts.Index.WalkListedUnits();
    private readonly List<(SubjectKey Key, ulong Revision)> _found = [];
    private uint _next;
    private bool _isAtEnd;

    /// <summary>Takes the next piece.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null when there is no more; a piece may be empty.</returns>
    public async Task<StatusPiece?> NextAsync(CancellationToken stop)
    {
        if (_walk is null)
        {
            return _next < selection.Named.Count ? Take(TakeNamed) : null;
        }

        if (_isAtEnd)
        {
            return null;
        }

        await pace.WaitAsync(_walk.Advance(_found, SubjectsPerPiece), stop);
        return Take(TakeFound);
    }

    private StatusPiece Take(Action<StatusPosition, IndexReader, List<SubjectStatus>> take)
    {
        var taken = new List<SubjectStatus>();
        var at = default(StatusPosition);
        parts.Index.AtOnePlace(place =>
        {
            at = place;
            using var reader = parts.Index.RentReader();
            take(place, reader, taken);
        });
        return new StatusPiece(at, taken);
    }

    private void TakeNamed(StatusPosition place, IndexReader reader, List<SubjectStatus> taken)
    {
        for (var end = Math.Min(_next + SubjectsPerPiece, (uint)selection.Named.Count); _next < end; _next++)
        {
            var key = selection.Named.KeyAt(_next);
            taken.Add(_statuses.Of(key, reader.ReadCopy(key, out _), place, _next));
        }
    }

    private void TakeFound(StatusPosition place, IndexReader reader, List<SubjectStatus> taken)
    {
        foreach (var (key, revision) in _found)
        {
            // What was written since is met again further on.
            if (reader.ReadCopy(key, out var under) is { } record && under == key && new Rules.Records.SubjectView(record).Header.Revision == revision
                && _statuses.Of(key, record, place, position: null) is { Entries.Count: > 0 } status)
            {
                taken.Add(status);
            }
        }

        _found.Clear();
        _isAtEnd = _walk!.IsAtEnd();
    }
}
