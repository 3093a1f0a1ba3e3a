using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>A list entry as the changes left it.</summary>
internal sealed record NaiveEntry
{
    public required string Id { get; init; }

    public required string List { get; init; }

    public int Region { get; init; }

    public EntryScope Scope { get; init; }

    public IReadOnlyList<int> Recognised { get; init; } = [];

    public string SeverityScheme { get; init; } = "";

    public string Severity { get; init; } = "";

    public bool AbleButRefuses { get; init; }

    public int ActedOn { get; init; }

    public int DecidedOn { get; init; }

    /// <summary>Day of the act; where that is unknown the decision's, or the first.</summary>
    public int ActDay => ActedOn != CivilDay.None ? ActedOn : DecidedOn != CivilDay.None ? DecidedOn : From;

    public int From { get; init; }

    public int To { get; init; }

    public int GraceTo { get; set; }

    public int RectifyBy { get; init; }

    public bool AwaitsResolution { get; init; }

    /// <summary>Items of consumption that an order limits, bits; all of them unless it says so.</summary>
    public ulong Items { get; init; } = ulong.MaxValue;

    public string Industry { get; init; } = "";

    public int ExitedOn { get; set; } = CivilDay.Never;

    public int MonitorTo { get; set; }

    public int RepairedOn { get; set; } = CivilDay.Never;

    public int RevokedOn { get; set; } = CivilDay.Never;

    public bool Inherited { get; init; }

    public List<NaiveFact> Stays { get; init; } = [];

    public List<NaiveFact> Objections { get; init; } = [];

    public List<NaiveFact> Exemptions { get; init; } = [];

    /// <summary>Every day on which something about the entry begins or ends.</summary>
    public IEnumerable<int> Boundaries()
    {
        int[] days = [From, To, GraceTo, RectifyBy, DecidedOn, ExitedOn, MonitorTo, RepairedOn, RevokedOn];
        var facts = Stays.Concat(Objections).Concat(Exemptions).SelectMany(fact => new[] { fact.From, fact.To });
        return days.Concat(facts).Where(day => day is not CivilDay.None and not CivilDay.Never);
    }
}
