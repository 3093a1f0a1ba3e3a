using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Coverage;

/// <summary>What the definitions of sources say for one scenario, region and day; last changes come in per check.</summary>
internal sealed class CoverageRow
{
    private readonly bool _complete;
    private readonly int _completeFrom;
    private readonly bool _adverseLoaded;

    // Lists whose sources promise a rhythm; those that fall silent together are kept once.
    private readonly (ListSources Sources, bool Required, bool Adverse)[] _timed;

    private CoverageRow(bool complete, int completeFrom, bool adverseLoaded, (ListSources Sources, bool Required, bool Adverse)[] timed)
    {
        _complete = complete;
        _completeFrom = completeFrom;
        _adverseLoaded = adverseLoaded;
        _timed = timed;
    }

    /// <summary>First day on which lists begin or end to be needed and the row is another one; Never if there is none.</summary>
    public int NextDay { get; init; } = CivilDay.Never;

    /// <summary>Builds the row.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="sources">Sources.</param>
    /// <param name="required">List types that CLEAR needs.</param>
    /// <param name="adverse">List types that incentives and three clean years are compared with: every field (000 二(一)), whatever the scenario.</param>
    /// <param name="region">Region of the check.</param>
    /// <param name="nextDay">First day on which the row is another one.</param>
    public static CoverageRow Build(Catalogue catalogue, SourceDefinition[] sources, int[] required, int[] adverse, int region, int nextDay = CivilDay.Never)
    {
        var complete = true;
        var completeFrom = CivilDay.None;
        var timed = new Dictionary<ListSources, (bool Required, bool Adverse)>();
        foreach (var index in required.Union(adverse).Order())
        {
            var (isRequired, isAdverse) = (required.Contains(index), adverse.Contains(index));
            var list = ListSources.Of(catalogue.ListTypes[index], sources, region);
            complete &= list.IsLoaded || !isRequired;
            completeFrom = isAdverse ? Math.Max(completeFrom, list.CompleteFrom) : completeFrom;
            if (list.IsTimed)
            {
                var known = timed.GetValueOrDefault(list);
                timed[list] = (known.Required | isRequired, known.Adverse | isAdverse);
            }
        }

        var adverseLoaded = completeFrom != CivilDay.Never;
        return new CoverageRow(complete, adverse.Length == 0 ? CivilDay.Never : completeFrom, adverseLoaded, [.. timed.Select(t => (t.Key, t.Value.Required, t.Value.Adverse))]) { NextDay = nextDay };
    }

    /// <summary>Whether both say the same at every instant.</summary>
    public bool SaysTheSame(CoverageRow other) => _complete == other._complete && _completeFrom == other._completeFrom
        && _adverseLoaded == other._adverseLoaded && _timed.AsSpan().SequenceEqual(other._timed);

    public CoverageVerdict VerdictAt(SourceDefinition[] sources, ReadOnlySpan<long> lastChangeTicks, long atTicks)
    {
        var reasons = _complete ? IndeterminateReasons.None : IndeterminateReasons.ListNotLoaded;
        var crossChecked = _adverseLoaded;
        var completeFrom = _completeFrom;
        var next = long.MaxValue;
        foreach (ref readonly var list in _timed.AsSpan())
        {
            var deadline = list.Sources.DeadlineOf(sources, lastChangeTicks);
            if (atTicks > deadline)
            {
                reasons |= list.Required ? IndeterminateReasons.SourceSilent : IndeterminateReasons.None;
                crossChecked &= !list.Adverse;
            }
            else
            {
                // Silent from the first tick after the deadline.
                next = Math.Min(next, deadline + 1);
                if (list.Adverse && list.Sources.StandInsKnowLess)
                {
                    completeFrom = Math.Max(completeFrom, list.Sources.CompleteFromAt(sources, lastChangeTicks, atTicks, ref next));
                }
            }
        }

        return new CoverageVerdict(reasons, completeFrom, crossChecked, next) { NextDay = NextDay };
    }
}
