using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>Evaluates one record that holds more than a head.</summary>
internal ref struct RecordEvaluation
{
    private readonly SubjectView _view;
    private readonly CheckPlan _plan;
    private readonly CheckAnswer _answer;
    private readonly RowFilter _filter;
    private readonly bool _crossChecked;
    private readonly bool _movesWithTime;
    private readonly CheckDays _days;
    private FactCursor _facts;
    private bool _hasAdverse;

    public RecordEvaluation(in SubjectView view, CheckPlan plan, KindSet kinds, int partyRole, bool crossChecked, CheckAnswer answer)
    {
        _view = view;
        _plan = plan;
        _answer = answer;
        _facts = new FactCursor(view.Facts);
        _days = plan.Days;
        _movesWithTime = plan.MovesWithTime;
        _crossChecked = crossChecked;
        _filter = new RowFilter(plan, kinds, partyRole, view.Commitments);
    }

    /// <summary>State of an incentive whose conditions hold: active only if no adverse entry of any field stands against it, and none can be missing.</summary>
    public readonly MeasureState StateOfIncentives => _hasAdverse ? MeasureState.Held : _crossChecked ? MeasureState.Active : MeasureState.NotCrossChecked;

    /// <summary>True if a commitment was broken by the day asked about.</summary>
    public readonly bool CommitmentBroken => _filter.CommitmentBroken;

    /// <summary>Works out the states of the subject's own entries, and with them the clean record and whether incentives are held.</summary>
    public void TakeStates(ref CleanRecord clean)
    {
        var entries = _view.Entries;
        var readings = _answer.Readings(entries.Length);
        var catalogue = _plan.Catalogue;
        _facts.Rewind();
        for (var index = 0; index < entries.Length; index++)
        {
            ref readonly var entry = ref entries[index];
            var listType = catalogue.IndexOfListType(entry);
            if (listType < 0)
            {
                readings[index] = new EntryReading(-1, EntryState.Unspecified);
                continue;
            }

            _facts.TurnTo(index);
            var state = EntryStates.StateOf(entry, index, _facts.Current, catalogue.Parts.ListTypes[listType], _days);
            readings[index] = new EntryReading(listType, state);
            ref readonly var list = ref _plan.Lists[listType];
            _answer.SoonerChange(state == EntryState.Revoked ? CivilDay.Never : list.NextAdverseChange);
            if (list.IsAdverse)
            {
                _hasAdverse |= state is EntryState.Active or EntryState.Grace;
                clean.Take(entry, state, list, _plan);
            }
        }
    }

    /// <summary>Applies the rows to the subject's own entries.</summary>
    public void ApplyEntries()
    {
        var entries = _view.Entries;
        var readings = _answer.Readings(entries.Length);
        _facts.Rewind();
        for (var index = 0; index < entries.Length; index++)
        {
            var (listType, state) = readings[index];
            if (listType < 0)
            {
                continue;
            }

            ref readonly var entry = ref entries[index];
            ref readonly var list = ref _plan.Lists[listType];
            if (list.Start == list.End && list.NextRowChange == CivilDay.Never && !list.IsAdverse && _plan.PriceSignals is null && _plan.TenderScheme is null)
            {
                continue;
            }

            _facts.TurnTo(index);
            var place = EntryPlace.Of(entry, index, list.Scope, _facts.Current, _plan);
            if (place == Placement.Elsewhere && !list.IsAdverse && _facts.Current.IsEmpty)
            {
                // What becomes of it there changes nothing here; what is adverse is so everywhere, and a recognition may bring it here.
                continue;
            }

            NoteChange(entry, index, listType, state);
            NoteRowChange(list, state);
            if (place != Placement.Elsewhere)
            {
                Apply(entry, state, listType, new EntryReach(place));
                RecordAdvice.NotePrice(_plan, list, state, place, StateOfIncentives, _answer);
            }
        }

        if (StateOfIncentives == MeasureState.Active)
        {
            RecordAdvice.EarnPoints(_plan, _view, readings, _answer);
        }
    }

    /// <summary>Applies the rows to entries of units that reach this person through a role.</summary>
    public void ApplySlots()
    {
        var slots = _view.Slots;
        var entryCount = _view.Header.EntryCount;
        _facts.Rewind();
        for (var index = 0; index < slots.Length; index++)
        {
            ref readonly var slot = ref slots[index];
            var listType = _plan.Catalogue.IndexOfListType(slot.Entry);
            if (listType < 0 || (_plan.Lists[listType].Start == _plan.Lists[listType].End && _plan.Lists[listType].NextRowChange == CivilDay.Never))
            {
                continue;
            }

            var owner = entryCount + index;
            var days = new DayRange(slot.RoleFrom, slot.RoleTo);
            if (_movesWithTime)
            {
                _answer.SoonerChange(days.NextChangeAfter(_plan.AsOf));
            }

            if (!days.Covers(_plan.AsOf))
            {
                // The day on which the role begins is named: until then, and once it is over, the entry does not reach the person.
                continue;
            }

            _facts.TurnTo(owner);
            ref readonly var list = ref _plan.Lists[listType];
            var place = EntryPlace.Of(slot.Entry, owner, list.Scope, _facts.Current, _plan);
            if (place == Placement.Elsewhere && _facts.Current.IsEmpty)
            {
                continue;
            }

            var state = EntryStates.StateOf(slot.Entry, owner, _facts.Current, _plan.Catalogue.Parts.ListTypes[listType], _days);
            NoteChange(slot.Entry, owner, listType, state);
            if (place != Placement.Elsewhere)
            {
                NoteRowChange(list, state);
                Apply(slot.Entry, state, listType, new EntryReach(place, slot.Role, KindSet.Possible(slot.UnitKind, default), slot.Unit));
            }
        }
    }

    private readonly void Apply(in EntryRecord entry, EntryState state, int listType, in EntryReach reach)
    {
        var measureState = MeasureStateOf(state);
        if (measureState == MeasureState.Unspecified)
        {
            return;
        }

        ref readonly var list = ref _plan.Lists[listType];
        var ofEntry = default(AppliedMeasure);
        var previous = -1;
        foreach (ref readonly var candidate in _plan.Candidates.AsSpan(list.Start, list.End - list.Start))
        {
            if (candidate.Measure == previous || !_filter.Reaches(candidate, state, reach) || (candidate.IsConditional && !_filter.Meets(candidate, entry, _answer.CleanYears)))
            {
                continue;
            }

            if (previous < 0)
            {
                ofEntry = WhatEachHas(entry, measureState, listType, reach);
            }

            previous = candidate.Measure;
            var standing = candidate.Standing == Standing.Counts ? _filter.StandingOf(candidate, reach) : candidate.Standing;
            ref var applied = ref _answer.Add(standing, ofEntry);
            applied.Measure = candidate.Measure;
            applied.Effect = candidate.Effect;
            applied.Obligation = candidate.Obligation;
            applied.Ruling = candidate.Ruling;
            if (candidate.Kind == MeasureKind.Incentive)
            {
                applied.State = measureState is MeasureState.Active or MeasureState.Grace ? IncentiveStateOf(measureState) : measureState;
                (applied.ExemptionIdOffset, applied.ExemptionIdLength) = (0, 0);
            }

            _answer.Weigh(ref applied, candidate, standing, _filter.IsUncertain(candidate, entry));
        }
    }

    // An exemption is of disciplines alone, so that the state is a discipline's.
    private readonly AppliedMeasure WhatEachHas(in EntryRecord entry, MeasureState state, int listType, in EntryReach reach)
    {
        var ofEntry = new AppliedMeasure
        {
            ListType = listType,
            State = state,
            ValidUntil = entry.ValidTo,
            Inherited = (entry.Flags & EntryFlags.Inherited) != 0,
            ViaRole = reach.Role,
            ViaUnit = reach.Unit,
            EntryIdOffset = _answer.Copy(_view.EntryId(entry)),
            EntryIdLength = entry.IdLength,
        };
        if (_facts.Current.Length > 0)
        {
            TakeFacts(ref ofEntry);
        }

        return ofEntry;
    }

    private readonly MeasureState IncentiveStateOf(MeasureState ofEntry) => StateOfIncentives == MeasureState.Active ? ofEntry : StateOfIncentives;

    private static MeasureState MeasureStateOf(EntryState state) => state switch
    {
        EntryState.Active => MeasureState.Active,
        EntryState.Suspended => MeasureState.Suspended,
        EntryState.Grace => MeasureState.Grace,
        EntryState.Pending => MeasureState.Pending,
        EntryState.Monitored => MeasureState.Monitored,
        _ => MeasureState.Unspecified,
    };

    // Objections are shown whatever they do; an exemption of this item on this day ranks above suspension and grace.
    private readonly void TakeFacts(ref AppliedMeasure ofEntry)
    {
        foreach (ref readonly var fact in _facts.Current)
        {
            if (fact.From > _plan.AsOf || fact.To < _plan.AsOf)
            {
                continue;
            }

            if (fact.Kind == FactKind.Objection)
            {
                ofEntry.DisputedSince = fact.From;
                ofEntry.DisputedReplyDue = fact.Value;
            }
            else if (fact.Kind == FactKind.Exemption && Exempts(fact) && ofEntry.State != MeasureState.Monitored)
            {
                ofEntry.State = MeasureState.Exempted;
                ofEntry.ExemptionIdOffset = _answer.Copy(_view.Tail.Slice(fact.TextOffset, fact.IdLength));
                ofEntry.ExemptionIdLength = fact.IdLength;
            }
        }
    }

    // A single use is gone once it is made, for every day: also for those before the one it was made for (a ticket for later), and those past.
    private readonly bool Exempts(in EntryFact fact) => (fact.Items & _plan.ItemBit) != 0 && (fact.Flags & (FactFlags.Used | FactFlags.Personal)) == 0;

    private readonly void NoteRowChange(in ListFacts list, EntryState state)
    {
        if (_movesWithTime && MeasureStateOf(state) != MeasureState.Unspecified)
        {
            _answer.SoonerChange(list.NextRowChange);
        }
    }

    private readonly void NoteChange(in EntryRecord entry, int owner, int listType, EntryState state)
    {
        // Beyond the day that another entry has named already nothing has to be worked out.
        var facts = _facts.Current;
        _answer.SoonerChange(EntryStates.NextChangeFrom(state, entry, owner, facts, _plan.Catalogue.Parts.ListTypes[listType], _days, _answer.NextChangeDay));
        if (!_movesWithTime)
        {
            return;
        }

        foreach (ref readonly var fact in facts)
        {
            if (fact.Kind is FactKind.Objection or FactKind.Recognition || (fact.Kind == FactKind.Exemption && Exempts(fact)))
            {
                _answer.SoonerChange(new DayRange(fact.From, fact.To).NextChangeAfter(_plan.AsOf));
            }
        }
    }
}
