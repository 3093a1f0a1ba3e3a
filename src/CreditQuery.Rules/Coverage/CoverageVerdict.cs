using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Coverage;

/// <summary>Whether what is loaded can carry a CLEAR in one scenario and region at one instant.</summary>
/// <remarks>The default is LIST_NOT_LOADED: a forgotten assignment must not read as clean.</remarks>
public readonly record struct CoverageVerdict
{
    private readonly bool _known;
    private readonly IndeterminateReasons _reasons;
    private readonly int _completeFrom;
    private readonly bool _crossChecked;
    private readonly long _nextSilenceTicks;
    private readonly int _nextDay;

    /// <summary>Makes a verdict.</summary>
    /// <param name="reasons">LIST_NOT_LOADED, SOURCE_SILENT, both, or none.</param>
    /// <param name="completeFrom">First day from which every adverse public list is complete, for three clean years; Never if one is not loaded.</param>
    /// <param name="crossChecked">Every adverse public list of every field is loaded and speaks.</param>
    /// <param name="nextSilenceTicks">UTC ticks at which the next required or adverse list falls silent; <see cref="long.MaxValue"/> if none does.</param>
    public CoverageVerdict(IndeterminateReasons reasons, int completeFrom, bool crossChecked, long nextSilenceTicks)
    {
        _known = true;
        _reasons = reasons;
        _completeFrom = completeFrom;
        _crossChecked = crossChecked;
        _nextSilenceTicks = nextSilenceTicks;
    }

    /// <summary>LIST_NOT_LOADED, SOURCE_SILENT, both, or none: then CLEAR is possible.</summary>
    public IndeterminateReasons Reasons => _known ? _reasons : IndeterminateReasons.ListNotLoaded;

    /// <summary>First day from which every adverse public list is complete, for three clean years; Never if one is not loaded.</summary>
    public int CompleteFrom => _known ? _completeFrom : CivilDay.Never;

    /// <summary>Every adverse public list of every field is loaded and speaks, so that an incentive can be cross-checked (交叉比对).</summary>
    /// <remarks>Source: 000 二(一), which compares with the lists of all fields.</remarks>
    public bool CrossChecked => _crossChecked;

    /// <summary>Next civil day on which other lists are needed and that changes the verdict: rows and list types begin and end; Never if there is none.</summary>
    public int NextDay
    {
        get => _nextDay == CivilDay.None ? CivilDay.Never : _nextDay;
        init => _nextDay = value;
    }

    /// <summary>UTC ticks at which the next required or adverse list falls silent; <see cref="long.MaxValue"/> if none does.</summary>
    public long NextSilenceTicks => _known ? _nextSilenceTicks : long.MaxValue;
}
