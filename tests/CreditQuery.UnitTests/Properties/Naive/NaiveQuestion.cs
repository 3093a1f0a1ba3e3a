using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>A question about subjects, and the instant at which it is asked.</summary>
internal sealed record NaiveQuestion
{
    public required ScenarioDefinition Scenario { get; init; }

    public required NaiveItem Item { get; init; }

    /// <summary>000000: a decision for the whole country.</summary>
    public int Region { get; init; }

    /// <summary>Day asked about; null: today.</summary>
    public int? AsOf { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Subject { get; init; }

    public string Name { get; init; } = "";

    public IReadOnlyList<(string Role, string Subject)> Parties { get; init; } = [];

    public int Today => CivilDay.Of(At);

    public int Day => AsOf ?? Today;

    /// <summary>What is known counts up to the later of today and the day asked about.</summary>
    public int Known => Math.Max(Today, Day);

    public override string ToString() => $"{Scenario.Code} {Item} region {Region:D6} as of {CivilDay.Format(Day)} at {CivilDay.Format(Today)} "
        + $"about {Subject} '{Name}' with {string.Join(' ', Parties)}";
}
