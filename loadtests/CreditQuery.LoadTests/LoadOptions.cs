namespace CreditQuery.LoadTests;

/// <summary>What load to make; every run is bounded in count and time.</summary>
internal sealed class LoadOptions
{
    public required string Address { get; init; }

    public required LoadMode Mode { get; init; }

    public required int Rate { get; init; }

    public required int Seconds { get; init; }

    public required int Warmup { get; init; }

    public required int Connections { get; init; }

    public required int InFlight { get; init; }

    public required string Scenario { get; init; }

    public required string Region { get; init; }

    public required IReadOnlyList<string> Subjects { get; init; }
}
