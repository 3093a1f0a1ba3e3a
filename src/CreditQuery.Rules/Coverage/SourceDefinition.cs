namespace CreditQuery.Rules.Coverage;

/// <summary>A source (信息来源) of list entries and what it promises.</summary>
/// <param name="Code">Code, unique in the registry.</param>
/// <param name="ListTypes">Codes of the list types it delivers.</param>
/// <param name="Regions">Regions it covers, each with everything below it; 0 is the whole country.</param>
/// <param name="CoverageFrom">First day from which it is complete.</param>
/// <param name="MaxSilence">Longest silence before its lists count as silent; null: no bound.</param>
/// <param name="MissingRows">Rows of its last delivery that are missing from the registry; 0 where it is whole.</param>
/// <param name="IsWithheld">It covers nothing, because rows are missing and nobody has accepted it. Source: ADR 0018.</param>
public sealed record SourceDefinition(
    string Code,
    IReadOnlyList<string> ListTypes,
    IReadOnlyList<int> Regions,
    int CoverageFrom,
    TimeSpan? MaxSilence,
    ulong MissingRows = 0,
    bool IsWithheld = false);
