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
    private readonly ReadOnlySpan<EntryFact> _allFacts;
    private readonly KindSet _kinds;
    private readonly uint _partyRole;
    private readonly bool _commitmentBroken;
    private readonly bool _crossChecked;
    private bool _hasAdverse;
    private int _factAt;

    // Those of the entry or slot at hand: with fifty of each, looking through all of them every time is what a check would cost.
    private ReadOnlySpan<EntryFact> _facts;

    public RecordEvaluation(in SubjectView view, CheckPlan plan, KindSet kinds, int partyRole, bool crossChecked, CheckAnswer answer)
    {
        _view = view;
        _plan = plan;
        _answer = answer;
        _allFacts = view.Facts;
        _kinds = kinds;
        _partyRole = 1u << partyRole;
        _crossChecked = crossChecked;
        _commitmentBroken = IsCommitmentBroken(view.Commitments, plan);
    }

    /// <summary>State of an incentive whose conditions hold: active only if no adverse entry of any field stands against it, and none can be missing.</summary>
    public readonly MeasureState StateOfIncentives => _hasAdverse ? MeasureState.Held : _crossChecked ? MeasureState.Active : MeasureState.NotCrossChecked;

    /// <summary>True if a commitment was broken by the day asked about.</summary>
    public readonly bool CommitmentBroken => _commitmentBroken;

    /// <summary>Works out the states of the subject's own entries, and with them the clean record and whether incentives are held.</summary>
    public void TakeStates(ref CleanRecord clean)
    {
        var entries = _view.Entries;
        var states = _answer.States(entries.Length);
        var catalogue = _plan.Catalogue;
        _factAt = 0;
        for (var index = 0; index < entries.Length; index++)
        {
            ref readonly var entry = ref entries[index];
            var listType = catalogue.IndexOfListType(entry);
            if (listType < 0)
            {
                states[index] = EntryState.Unspecified;
                continue;
            }

            TurnTo(index);
            var state = EntryStates.StateOf(entry, index, _facts, catalogue.Parts.ListTypes[listType], _plan.Days);
            states[index] = state;
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
        var states = _answer.States(entries.Length);
        _factAt = 0;
        for (var index = 0; index < entries.Length; index++)
        {
            if (states[index] == EntryState.Unspecified)
            {
                continue;
            }

            ref readonly var entry = ref entries[index];
            var listType = _plan.Catalogue.IndexOfListType(entry);
            ref readonly var list = ref _plan.Lists[listType];
            if (list.Start == list.End && list.NextRowChange == CivilDay.Never && !list.IsAdverse && _plan.PriceSignals is null && _plan.TenderScheme is null)
            {
                continue;
            }

            TurnTo(index);
            NoteChange(entry, index, listType);
            NoteRowChange(list, states[index]);
            var place = EntryPlace.Of(entry, index, list.Scope, _facts, _plan);
            if (place != Placement.Elsewhere)
            {
                Apply(entry, index, states[index], listType, new Reach { Place = place });
                RecordAdvice.NotePrice(_plan, list, states[index], place, StateOfIncentives, _answer);
            }
        }

        if (StateOfIncentives == MeasureState.Active)
        {
            RecordAdvice.EarnPoints(_plan, _view, states, _answer);
        }
    }

    /// <summary>Applies the rows to entries of units that reach this person through a role.</summary>
    public void ApplySlots()
    {
        var slots = _view.Slots;
        var entryCount = _view.Header.EntryCount;
        _factAt = 0;
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
            if (_plan.MovesWithTime)
            {
                _answer.SoonerChange(days.NextChangeAfter(_plan.AsOf));
            }

            TurnTo(owner);
            NoteChange(slot.Entry, owner, listType);
            var place = EntryPlace.Of(slot.Entry, owner, _plan.Lists[listType].Scope, _facts, _plan);
            if (days.Covers(_plan.AsOf) && place != Placement.Elsewhere)
            {
                var state = EntryStates.StateOf(slot.Entry, owner, _facts, _plan.Catalogue.Parts.ListTypes[listType], _plan.Days);
                NoteRowChange(_plan.Lists[listType], state);
                Apply(slot.Entry, owner, state, listType, new Reach(place, slot.Role, KindSet.Possible(slot.UnitKind, default), slot.Unit));
            }
        }
    }

    // Facts stand in the order of their owners, so one pass over entries is one pass over facts.
    private void TurnTo(int owner)
    {
        while (_factAt < _allFacts.Length && _allFacts[_factAt].Owner < owner)
        {
            _factAt++;
        }

        var end = _factAt;
        while (end < _allFacts.Length && _allFacts[end].Owner == owner)
        {
            end++;
        }

        _facts = _allFacts[_factAt..end];
    }

    private static bool IsCommitmentBroken(ReadOnlySpan<CommitmentRecord> commitments, CheckPlan plan)
    {
        foreach (ref readonly var commitment in commitments)
        {
            if (commitment.State == CommitmentState.Broken && commitment.EndedOn <= plan.AsOf)
            {
                return true;
            }
        }

        return false;
    }

    private readonly void Apply(in EntryRecord entry, int owner, EntryState state, int listType, Reach reach)
    {
        var measureState = MeasureStateOf(state);
        if (measureState == MeasureState.Unspecified)
        {
            return;
        }

        ref readonly var list = ref _plan.Lists[listType];
        var previous = -1;
        var entryId = -1;
        for (var at = list.Start; at < list.End; at++)
        {
            ref readonly var candidate = ref _plan.Candidates[at];
            if (candidate.Measure == previous || !Matches(candidate, entry, state, reach))
            {
                continue;
            }

            previous = candidate.Measure;
            var standing = candidate.Standing == Standing.Counts ? StandingOf(candidate, reach) : candidate.Standing;
            ref var applied = ref _answer.Add(standing);
            applied.Measure = candidate.Measure;
            applied.ListType = listType;
            applied.State = candidate.Kind == MeasureKind.Incentive && measureState is MeasureState.Active or MeasureState.Grace ? IncentiveStateOf(measureState) : measureState;
            applied.Effect = candidate.Effect;
            applied.Obligation = candidate.Obligation;
            applied.Ruling = candidate.Ruling;
            applied.ValidUntil = entry.ValidTo;
            applied.Inherited = (entry.Flags & EntryFlags.Inherited) != 0;
            applied.ViaRole = reach.Role;
            applied.ViaUnit = reach.Unit;
            entryId = entryId < 0 ? _answer.Copy(_view.EntryId(entry)) : entryId;
            applied.EntryIdOffset = entryId;
            applied.EntryIdLength = entry.IdLength;
            TakeFacts(ref applied, candidate, owner);
            _answer.Weigh(ref applied, candidate, standing, IsUncertain(candidate, entry));
        }
    }

    // Neither counted nor dropped where nobody said what decides.
    private readonly Standing StandingOf(in PlanCandidate candidate, in Reach reach)
    {
        if (reach.Place == Placement.Unknown)
        {
            return Standing.RegionOpen;
        }

        var certain = candidate.Kinds.Includes(_kinds) || (reach.Role != Role.Unspecified && candidate.Kinds.Includes(reach.UnitKinds));
        return certain ? Standing.Counts : Standing.KindOpen;
    }

    private readonly bool Matches(in PlanCandidate candidate, in EntryRecord entry, EntryState state, in Reach reach)
    {
        var reaches = reach.Role == Role.Unspecified
            ? candidate.Kinds.Overlaps(_kinds)
            : candidate.Roles.Contains(reach.Role) && (candidate.Kinds.Overlaps(_kinds) || candidate.Kinds.Overlaps(reach.UnitKinds));
        return reaches
            && (state == EntryState.Monitored ? candidate.TakesMonitored : candidate.TakesActive)
            && (candidate.PartyRoles & _partyRole) != 0
            && (!candidate.AbleButRefuses || (entry.Flags & EntryFlags.AbleButRefuses) != 0)
            && (candidate.Severities is null || (candidate.SeverityScheme == entry.SeverityScheme && candidate.Severities.AsSpan().Contains(entry.Severity)))
            && (!candidate.IsOrder || _plan.ItemBit == 0 || entry.Items == 0 || (entry.Items & _plan.ItemBit) != 0)
            && (!candidate.SameIndustry || (entry.Industry != 0 && (_plan.Industry == 0 || IndustryCode.Contains(entry.Industry, _plan.Industry))))
            && (!candidate.ThreeCleanYears || _answer.CleanYears == ThreeCleanYears.Yes)
            && (!candidate.NoBrokenCommitment || !_commitmentBroken);
    }

    private readonly MeasureState IncentiveStateOf(MeasureState ofEntry) => StateOfIncentives == MeasureState.Active ? ofEntry : StateOfIncentives;

    private readonly bool IsUncertain(in PlanCandidate candidate, in EntryRecord entry) =>
        candidate.Uncertain || (candidate.SameIndustry && entry.Industry != 0 && _plan.Industry == 0);

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
    private readonly void TakeFacts(ref AppliedMeasure applied, in PlanCandidate candidate, int owner)
    {
        foreach (ref readonly var fact in _facts)
        {
            if (fact.Owner != owner || fact.From > _plan.AsOf || fact.To < _plan.AsOf)
            {
                continue;
            }

            if (fact.Kind == FactKind.Objection)
            {
                applied.DisputedSince = fact.From;
                applied.DisputedReplyDue = fact.Value;
            }
            else if (fact.Kind == FactKind.Exemption && Exempts(fact) && candidate.Kind == MeasureKind.Discipline && applied.State != MeasureState.Monitored)
            {
                applied.State = MeasureState.Exempted;
                applied.ExemptionIdOffset = _answer.Copy(_view.Tail.Slice(fact.TextOffset, fact.IdLength));
                applied.ExemptionIdLength = fact.IdLength;
            }
        }
    }

    // A single use is gone once it is made, for every day: also for those before the one it was made for (a ticket for later), and those past.
    private readonly bool Exempts(in EntryFact fact) => (fact.Items & _plan.ItemBit) != 0 && (fact.Flags & (FactFlags.Used | FactFlags.Personal)) == 0;

    private readonly void NoteRowChange(in ListFacts list, EntryState state)
    {
        if (_plan.MovesWithTime && MeasureStateOf(state) != MeasureState.Unspecified)
        {
            _answer.SoonerChange(list.NextRowChange);
        }
    }

    private readonly void NoteChange(in EntryRecord entry, int owner, int listType)
    {
        // Beyond the day that another entry has named already nothing has to be worked out.
        var next = EntryStates.NextChange(entry, owner, _facts, _plan.Catalogue.Parts.ListTypes[listType], _plan.Days, _answer.NextChangeDay);
        _answer.SoonerChange(next);
        if (_facts.Length == 0 || !_plan.MovesWithTime)
        {
            return;
        }

        foreach (ref readonly var fact in _facts)
        {
            var shown = fact.Kind is FactKind.Objection or FactKind.Recognition || (fact.Kind == FactKind.Exemption && Exempts(fact));
            if (fact.Owner == owner && shown)
            {
                _answer.SoonerChange(new DayRange(fact.From, fact.To).NextChangeAfter(_plan.AsOf));
            }
        }
    }

    private readonly record struct Reach(Placement Place, Role Role, KindSet UnitKinds, SubjectKey Unit);
}
