using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>Answers about one subject by loops over facts and rows. Slow, and written from the documents, not from the evaluator.</summary>
/// <remarks>Source: architecture, chapters 3 to 5; docs/catalogue.md; ADR 0004, 0008, 0009.</remarks>
internal sealed class NaiveEvaluator
{
    private readonly NaiveRegistry _registry;
    private readonly NaiveQuestion _question;
    private readonly NaiveRows _rows;
    private readonly NaiveCoverage _coverage;
    private readonly NaiveAnswer _answer = new();
    private readonly NaiveSubject? _subject;
    private readonly SubjectKind[] _kinds;
    private readonly string _role;
    private readonly List<(NaiveEntry Entry, ListTypeDefinition List, EntryState State)> _own = [];
    private MeasureState _incentives;
    private bool _broken;

    private NaiveEvaluator(NaiveRegistry registry, NaiveQuestion question, string id, string role)
    {
        (_registry, _question) = (registry, question);
        _rows = new NaiveRows(registry, question);
        _coverage = new NaiveCoverage(registry, question, _rows);
        _subject = registry.Find(id);
        _kinds = _subject is { Kind: not SubjectKind.Unspecified } ? [_subject.Kind] : NaiveRegistry.KindsOf(id);
        _role = role.Length > 0 ? role : question.Scenario.PartyRoles.Count > 0 ? question.Scenario.PartyRoles[0] : "";
    }

    /// <summary>Answers about the subject and its parties.</summary>
    public static (NaiveAnswer Whole, NaiveAnswer[] Parties) Answer(NaiveRegistry registry, NaiveQuestion question)
    {
        var whole = new NaiveEvaluator(registry, question, question.Subject, question.Item.Role).Evaluate(question.Subject, question.Name);
        NaiveAnswer[] parties = [.. question.Parties.Select(p => new NaiveEvaluator(registry, question, p.Subject, p.Role).Evaluate(p.Subject, ""))];
        NaiveAdvice.Combine(question, whole, parties);
        return (whole, parties);
    }

    private NaiveAnswer Evaluate(string id, string name)
    {
        var mismatch = name.Length > 0 && _subject is { Name.Length: > 0 } && _subject.Name != name && !_subject.FormerNames.Contains(name);
        _answer.Identity = _subject is null ? IdentityMatch.NoRecord : mismatch ? IdentityMatch.NameMismatch : _registry.IsAlias(id) ? IdentityMatch.MatchedByAlias : IdentityMatch.Matched;
        if (!_kinds.Any(_question.Scenario.Kinds.Contains))
        {
            (_answer.Conclusion, _answer.Reasons) = (Conclusion.Indeterminate, IndeterminateReasons.NotApplicable);
            return _answer;
        }

        _answer.Open = _kinds.All(_question.Scenario.Kinds.Contains) ? IndeterminateReasons.None : IndeterminateReasons.KindUnknown;
        TakeOwnEntries();
        _answer.CleanYears = CleanYears();
        ApplyRows();
        Conclude(mismatch);
        new NaiveAdvice(_registry, _question, _answer).Fill(_own, _subject, _incentives);
        return _answer;
    }

    private void TakeOwnEntries()
    {
        foreach (var entry in _subject is null ? [] : _registry.EntriesOf(_subject))
        {
            var list = _registry.Catalogue.FindListType(entry.List)!;
            _own.Add((entry, list, NaiveStates.Of(entry, list, _question)));
        }

        var adverse = _own.Exists(o => IsAdverse(o.List) && (o.State is EntryState.Active or EntryState.Grace));
        var signals = _own.Exists(o => o.State == EntryState.Active && NaiveStates.CountsIn(o.Entry, _question.Region) == null
            && NaiveAdvice.SignalOf(_registry.Catalogue, _question, o.List) != PriceSignal.None);
        _answer.Open |= signals ? IndeterminateReasons.RegionRequired : IndeterminateReasons.None;
        _incentives = adverse ? MeasureState.Held : _coverage.CrossChecked ? MeasureState.Active : MeasureState.NotCrossChecked;
        _broken = _subject is not null && _subject.Commitments.Values.Any(day => day <= _question.Day);
    }

    // What an event that could not be applied says of the subject is not known.
    private bool IsQuarantined => _subject is { Quarantines.Count: > 0 };

    private bool IsAdverse(ListTypeDefinition list) => list is { Adverse: true, Authority: AuthorityClass.Public } && list.InForce.Covers(_question.Day);

    private ThreeCleanYears CleanYears()
    {
        var window = DateOnly.FromDayNumber(_question.Day).AddYears(-3).DayNumber;
        var counting = _own.Where(o => IsAdverse(o.List) && CountsAgainst(o.Entry, o.List, o.State)).ToList();
        bool InWindow(NaiveEntry entry) => AdverseDay(entry) > window && AdverseDay(entry) <= _question.Day;
        if (counting.Exists(o => o.State != EntryState.Suspended && InWindow(o.Entry)))
        {
            return ThreeCleanYears.No;
        }

        var isUnit = _kinds is not [SubjectKind.NaturalPerson];
        var established = _subject?.EstablishedOn ?? CivilDay.None;
        var unknown = counting.Exists(o => InWindow(o.Entry)) || IsQuarantined || _coverage.Gaps != IndeterminateReasons.None || !_coverage.CrossChecked
            || _coverage.CompleteFrom > window + 1 || (isUnit && established == CivilDay.None);
        return unknown ? ThreeCleanYears.Unknown : isUnit && established > window ? ThreeCleanYears.TooYoung : ThreeCleanYears.Yes;
    }

    private static int AdverseDay(NaiveEntry entry) => entry.DecidedOn == CivilDay.None ? entry.From : entry.DecidedOn;

    // A notice whose deadline runs, or a case without its resolution, is no decision yet.
    // One that was followed before its deadline passed never becomes one.
    private bool CountsAgainst(NaiveEntry entry, ListTypeDefinition list, EntryState state)
    {
        if (entry.AwaitsResolution || _question.Day <= entry.RectifyBy)
        {
            return false;
        }

        var firstDay = entry.RectifyBy + 1;
        var wasFollowed = entry.RectifyBy != CivilDay.None && (entry.ExitedOn <= firstDay || entry.RepairedOn <= firstDay || entry.To < firstDay);
        return !wasFollowed && state switch
        {
            EntryState.Revoked => false,
            EntryState.Repaired => list.RepairedCounts,
            _ => true,
        };
    }

    private void ApplyRows()
    {
        var found = new List<(MeasureDefinition Row, NaiveEntry? Entry, string Via, NaiveMeasure Measure)>();
        foreach (var (row, condition, rule, ruling) in _rows.All())
        {
            if (!_rows.Meets(row, condition, _role, out var uncertain) || (condition.ThreeCleanYears && _answer.CleanYears != ThreeCleanYears.Yes)
                || (condition.NoBrokenCommitment && _broken))
            {
                continue;
            }

            if (condition.ListTypes.Count == 0)
            {
                AddWithoutEntry(row, condition, uncertain, found);
                continue;
            }

            var reach = _own.Where(_ => _kinds.Any(row.Kinds.Contains)).Select(o => (o.Entry, o.List, Via: "", IsCertain: _kinds.All(row.Kinds.Contains))).Concat(Slots(row));
            foreach (var (entry, list, via, isCertain) in reach)
            {
                if (NaiveEntryRow.Measure(_question, _rows, (row, condition, rule, ruling), (entry, list, via, via.Length == 0 ? [""] : _registry.NamesOf(_subject!)), uncertain, _incentives) is { } measure)
                {
                    var here = NaiveStates.CountsIn(entry, _question.Region) == true;
                    found.Add((row, entry, via, Stand(measure, here ? IndeterminateReasons.None : IndeterminateReasons.RegionRequired, isCertain)));
                }
            }
        }

        // A row follows once from an entry: by its strongest condition.
        foreach (var same in found.GroupBy(f => (f.Row.Code, f.Entry, f.Via)))
        {
            var strongest = same.Key.Entry is null ? same.ToArray() : [same.OrderBy(f => f.Measure.Effect).ThenBy(f => f.Measure.Obligation).ThenByDescending(f => f.Measure.Ruling).First()];
            _answer.All.AddRange(strongest.Select(f => Standing(f.Row) == MeasureState.NotAdopted ? f.Measure with { State = MeasureState.NotAdopted } : f.Measure));
        }
    }

    // Entries of units in which the person has a role that the row names; not what was done while a minor.
    private IEnumerable<(NaiveEntry Entry, ListTypeDefinition List, string Via, bool IsCertain)> Slots(MeasureDefinition row) =>
        from link in _subject is null ? [] : _subject.Roles
        where row.Roles.Contains(link.Role) && link.Days.Covers(_question.Day)
        let unit = _registry.Find(link.Unit)
        let unitKinds = unit.Kind == SubjectKind.Unspecified ? NaiveRegistry.KindsOf(unit.Id) : [unit.Kind]
        where _kinds.Any(row.Kinds.Contains) || unitKinds.Any(row.Kinds.Contains)
        from entry in _registry.EntriesOf(unit)
        let list = _registry.Catalogue.FindListType(entry.List)
        where list.Tier == ListTier.Red || !_subject!.WasMinor(entry.ActDay)
        select (entry, list, $"{link.Role} of {unit.Id} {link.Days}", _kinds.All(row.Kinds.Contains) || unitKinds.All(row.Kinds.Contains));

    // Neither counted nor dropped where nobody said what decides.
    private NaiveMeasure Stand(NaiveMeasure measure, IndeterminateReasons open, bool isCertainKind)
    {
        if (measure.IsReference || Standing(measure.Row) != null)
        {
            return measure with { IsReference = true };
        }

        open = open == IndeterminateReasons.None && !isCertainKind ? IndeterminateReasons.KindUnknown : open;
        _answer.Open |= measure.HasEffect ? open : IndeterminateReasons.None;
        return measure with { IsReference = open != IndeterminateReasons.None };
    }

    // Why a row is only listed apart; null if it counts.
    private MeasureState? Standing(MeasureDefinition row)
    {
        if (row.Effect == Effect.Inform || (row.Kind == MeasureKind.Discipline && !_rows.HasBasis(row)))
        {
            return MeasureState.Unspecified;
        }

        return _rows.IsAdopted(row) ? null : MeasureState.NotAdopted;
    }

    private void AddWithoutEntry(MeasureDefinition row, MeasureCondition condition, bool uncertain, List<(MeasureDefinition, NaiveEntry?, string, NaiveMeasure)> found)
    {
        var until = CivilDay.Never;
        if (condition.GradeScheme is { } scheme)
        {
            if (_subject is null || !_subject.Grades.TryGetValue(scheme.Code, out var grade) || !grade.Days.Covers(_question.Day) || !condition.Grades.Contains(Code32.Of(grade.Value)))
            {
                return;
            }

            until = grade.Days.To;
        }

        if (_kinds.Any(row.Kinds.Contains))
        {
            var effect = _rows.Ceiling(row.Effect);
            var measure = new NaiveMeasure(row)
            {
                State = row.Kind == MeasureKind.Incentive ? _incentives : MeasureState.Active,
                Effect = effect == Effect.Block && uncertain ? Effect.Caution : effect,
                Obligation = row.Obligation,
                Until = until,
                ByGrade = condition.GradeScheme is not null,
            };
            found.Add((row, null, "", Stand(measure, IndeterminateReasons.None, _kinds.All(row.Kinds.Contains))));
        }
    }

    private void Conclude(bool mismatch)
    {
        var measures = _answer.Measures.ToList();
        var gaps = _coverage.Gaps | _answer.Open | (IsQuarantined ? IndeterminateReasons.QuarantinedChange : IndeterminateReasons.None);
        if (measures.Exists(m => m is { IsDiscipline: true, State: MeasureState.Active, Effect: Effect.Block, Obligation: Obligation.Mandatory }))
        {
            _answer.Conclusion = Conclusion.Block;
        }
        else if (gaps != IndeterminateReasons.None)
        {
            (_answer.Conclusion, _answer.Reasons) = (Conclusion.Indeterminate, mismatch ? gaps | IndeterminateReasons.IdentityUnusable : gaps);
        }
        else if (measures.Exists(m => (m.IsDiscipline && m.State == MeasureState.Active) || m.State == MeasureState.Monitored))
        {
            _answer.Conclusion = Conclusion.Caution;
        }
        else if (measures.Exists(m => m.State is MeasureState.Suspended or MeasureState.Grace))
        {
            _answer.Conclusion = Conclusion.SuspendedOnly;
        }
        else if (mismatch)
        {
            (_answer.Conclusion, _answer.Reasons) = (Conclusion.Indeterminate, IndeterminateReasons.IdentityUnusable);
        }
        else
        {
            _answer.Conclusion = measures.Exists(m => !m.IsDiscipline && m.State == MeasureState.Active) ? Conclusion.Prefer : Conclusion.Clear;
        }
    }
}
