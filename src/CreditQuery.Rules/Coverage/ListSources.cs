using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Coverage;

/// <summary>The sources of one list type for the region of a check, as their definitions say.</summary>
/// <remarks>A source that promised a rhythm and is silent counts as silent, whatever else delivers the list; only a source that covers all of it
/// and keeps a promise of its own stands in for it. Source: ADR 0009.</remarks>
internal sealed class ListSources : IEquatable<ListSources>
{
    // One set of sources per place to be covered if each has some that promise; else one set, of all that promise.
    private readonly int[][] _promised;
    private readonly bool _oneIsEnough;

    private ListSources(bool isLoaded, int completeFrom, int[][] promised, bool oneIsEnough, bool standInsKnowLess = false)
    {
        IsLoaded = isLoaded;
        CompleteFrom = completeFrom;
        _promised = promised;
        _oneIsEnough = oneIsEnough;
        StandInsKnowLess = standInsKnowLess;
    }

    /// <summary>Every place to be covered is covered by a source.</summary>
    public bool IsLoaded { get; }

    /// <summary>First day from which the list is complete; Never if it is not loaded.</summary>
    public int CompleteFrom { get; }

    /// <summary>A source promises a rhythm.</summary>
    public bool IsTimed => _promised.Length > 0;

    /// <summary>Of the sources that stand in for each other one reaches back less far than another.</summary>
    public bool StandInsKnowLess { get; }

    public static ListSources Of(ListTypeDefinition listType, SourceDefinition[] sources, int region)
    {
        var places = CoverageTargets.Of(listType, region);
        if (places.Length == 0)
        {
            // A scenario may add a list that does not exist here; a source has to say so.
            places = [region];
        }

        int[] delivering = [.. Enumerable.Range(0, sources.Length).Where(s => !sources[s].IsWithheld && sources[s].ListTypes.Contains(listType.Code))];
        int[][] whole = [.. places.Select(place => Array.FindAll(delivering, s => sources[s].Regions.Any(r => RegionCode.Contains(r, place))))];
        var isLoaded = Array.TrueForAll(whole, w => w.Length > 0);
        var completeFrom = isLoaded ? whole.Max(w => w.Min(s => sources[s].CoverageFrom)) : CivilDay.Never;
        int[][] promisedWhole = [.. whole.Select(w => Array.FindAll(w, s => sources[s].MaxSilence is not null))];
        if (Array.TrueForAll(promisedWhole, p => p.Length > 0))
        {
            var differ = Array.Exists(promisedWhole, set => Array.Exists(set, s => sources[s].CoverageFrom != sources[set[0]].CoverageFrom));
            return new ListSources(isLoaded, completeFrom, promisedWhole, oneIsEnough: true, differ);
        }

        int[] promised = Array.FindAll(delivering, s => sources[s].MaxSilence is not null && sources[s].Regions.Any(r => places.Any(place => Touch(r, place))));
        return new ListSources(isLoaded, completeFrom, promised.Length == 0 ? [] : [promised], oneIsEnough: false);
    }

    /// <summary>Last UTC tick at which the list counts as speaking; <see cref="long.MaxValue"/> if nobody promises.</summary>
    public long DeadlineOf(SourceDefinition[] sources, ReadOnlySpan<long> lastChangeTicks)
    {
        var deadline = long.MaxValue;
        foreach (var set in _promised)
        {
            var latest = long.MinValue;
            foreach (var source in set)
            {
                var own = lastChangeTicks[source] + sources[source].MaxSilence.GetValueOrDefault().Ticks;
                latest = Math.Max(latest, own);
                deadline = _oneIsEnough ? deadline : Math.Min(deadline, own);
            }

            deadline = _oneIsEnough ? Math.Min(deadline, latest) : deadline;
        }

        return deadline;
    }

    /// <summary>First day from which the list is complete by those who still speak, once one that stood beside them is silent.</summary>
    /// <param name="sources">Definitions.</param>
    /// <param name="lastChangeTicks">Last change of each, UTC ticks.</param>
    /// <param name="atTicks">The instant, UTC ticks.</param>
    /// <param name="nextTicks">Is lowered to the first tick at which one more of them is silent.</param>
    /// <returns>None while all speak: <see cref="CompleteFrom"/> stands. Never where nobody speaks.</returns>
    /// <remarks>Whoever stands in delivers what is listed today; what came and went while the other was silent it knows from its own first day only.</remarks>
    public int CompleteFromAt(SourceDefinition[] sources, ReadOnlySpan<long> lastChangeTicks, long atTicks, ref long nextTicks)
    {
        var completeFrom = CivilDay.None;
        foreach (var set in _promised)
        {
            var (speaking, isSilent) = (CivilDay.Never, false);
            foreach (var source in set)
            {
                var deadline = lastChangeTicks[source] + sources[source].MaxSilence.GetValueOrDefault().Ticks;
                if (atTicks > deadline)
                {
                    isSilent = true;
                }
                else
                {
                    speaking = Math.Min(speaking, sources[source].CoverageFrom);
                    nextTicks = Math.Min(nextTicks, deadline + 1);
                }
            }

            completeFrom = isSilent ? Math.Max(completeFrom, speaking) : completeFrom;
        }

        return completeFrom;
    }

    /// <summary>Whether two lists fall silent together.</summary>
    public bool Equals(ListSources? other) =>
        other is not null && _oneIsEnough == other._oneIsEnough && _promised.Length == other._promised.Length
        && _promised.Zip(other._promised).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    public override bool Equals(object? obj) => Equals(obj as ListSources);

    public override int GetHashCode() => _promised.Length == 0 ? 0 : HashCode.Combine(_promised[0].Length, _promised[0][0]);

    private static bool Touch(int region, int place) => RegionCode.Contains(region, place) || RegionCode.Contains(place, region);
}
