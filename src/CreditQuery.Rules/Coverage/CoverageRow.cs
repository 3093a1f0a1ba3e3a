using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Coverage;

/// <summary>What the definitions of sources say for one scenario, region and day; last changes come in per check.</summary>
internal sealed class CoverageRow
{
    private readonly bool _complete;
    private readonly int _completeFrom;

    // For each required list type whose sources all promise a rhythm: the sources. Equal sets are kept once.
    private readonly int[][] _timed;

    private CoverageRow(bool complete, int completeFrom, int[][] timed)
    {
        _complete = complete;
        _completeFrom = completeFrom;
        _timed = timed;
    }

    public static CoverageRow Build(Catalogue catalogue, SourceDefinition[] sources, int[] required, int[] adverse, int region)
    {
        var complete = true;
        var timed = new List<int[]>();
        foreach (var index in required)
        {
            var group = SourcesOf(catalogue.ListTypes[index].Code, sources, region);
            complete &= group.Length > 0;
            if (group.Length > 0 && group.All(s => sources[s].MaxSilence is not null) && !timed.Exists(t => t.AsSpan().SequenceEqual(group)))
            {
                timed.Add(group);
            }
        }

        return new CoverageRow(complete, complete ? CompleteFrom(catalogue, sources, adverse, region) : CivilDay.Never, [.. timed]);
    }

    /// <summary>Indexes of the sources that deliver a list type to a region.</summary>
    public static int[] SourcesOf(string listType, SourceDefinition[] sources, int region) =>
        [.. Enumerable.Range(0, sources.Length).Where(s => sources[s].ListTypes.Contains(listType) && sources[s].Regions.Any(r => RegionCode.Contains(r, region)))];

    /// <summary>UTC ticks up to which a group counts as speaking: its latest promise.</summary>
    public static long DeadlineOf(int[] group, SourceDefinition[] sources, ReadOnlySpan<long> lastChangeTicks)
    {
        var deadline = long.MinValue;
        foreach (var source in group)
        {
            if (sources[source].MaxSilence is not { } silence)
            {
                return long.MaxValue;
            }

            deadline = Math.Max(deadline, lastChangeTicks[source] + silence.Ticks);
        }

        return deadline;
    }

    public CoverageVerdict VerdictAt(SourceDefinition[] sources, ReadOnlySpan<long> lastChangeTicks, long atTicks)
    {
        var reasons = _complete ? IndeterminateReasons.None : IndeterminateReasons.ListNotLoaded;
        var next = long.MaxValue;
        foreach (var group in _timed)
        {
            var deadline = DeadlineOf(group, sources, lastChangeTicks);
            if (atTicks > deadline)
            {
                reasons |= IndeterminateReasons.SourceSilent;
            }
            else
            {
                // Silent from the first tick after the deadline.
                next = Math.Min(next, deadline + 1);
            }
        }

        return new CoverageVerdict(reasons, _completeFrom, next);
    }

    // Three clean years look at every field (000 二(一)), whatever lists the scenario requires for CLEAR.
    private static int CompleteFrom(Catalogue catalogue, SourceDefinition[] sources, int[] adverse, int region)
    {
        var from = CivilDay.None;
        foreach (var index in adverse)
        {
            var group = SourcesOf(catalogue.ListTypes[index].Code, sources, region);
            from = Math.Max(from, group.Length == 0 ? CivilDay.Never : group.Min(s => sources[s].CoverageFrom));
        }

        return adverse.Length == 0 ? CivilDay.Never : from;
    }
}
