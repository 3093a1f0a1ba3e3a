using CreditQuery.Index;
using CreditQuery.Rules.Transitions;

namespace CreditQuery.UnitTests.Index;

/// <summary>Keeps what an index tells, in words that can be compared.</summary>
internal sealed class ToldStatuses : IStatusSink
{
    private readonly List<SubjectTransitions> _piecesOfMidnight = [];
    private bool _changedAtMidnight;
    private StatusPosition _last;

    /// <summary>Every change in the order told, with its place; what is told again after a restart is left out.</summary>
    public List<(StatusPosition At, SubjectTransitions Subject)> All { get; } = [];

    /// <summary>Places at which the catalogue changed.</summary>
    public List<StatusPosition> Catalogues { get; } = [];

    public void Applied(StatusPosition at, long recordedAtMs, IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue) => Keep(at, changes, changedCatalogue);

    public void MidnightPassed(StatusPosition at, IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue, bool isLast)
    {
        _piecesOfMidnight.AddRange(changes);
        _changedAtMidnight |= changedCatalogue;
        if (isLast)
        {
            Keep(at, [.. _piecesOfMidnight], _changedAtMidnight);
            _piecesOfMidnight.Clear();
            _changedAtMidnight = false;
        }
    }

    /// <summary>The kinds told of a subject since the last call.</summary>
    public StatusChangeKind[] TakeKinds()
    {
        StatusChangeKind[] kinds = [.. All.SelectMany(told => told.Subject.Changes).Select(change => change.Kind)];
        All.Clear();
        return kinds;
    }

    public string[] Lines() => [.. All.SelectMany(told => told.Subject.Changes.Select(change => $"{told.At} {told.Subject.Key} {change}"))];

    private void Keep(StatusPosition at, IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue)
    {
        if (at <= _last)
        {
            return;
        }

        _last = at;
        All.AddRange(changes.Select(subject => (at, subject)));
        if (changedCatalogue)
        {
            Catalogues.Add(at);
        }
    }
}
