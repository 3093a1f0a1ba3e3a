namespace CreditQuery.Rules.Coverage;

/// <summary>A source (信息来源) of list entries and what it promises.</summary>
/// <param name="Code">Code, unique in the registry.</param>
/// <param name="ListTypes">Codes of the list types it delivers.</param>
/// <param name="Regions">Regions it covers, each with everything below it; 0 is the whole country.</param>
/// <param name="CoverageFrom">First day from which it is complete.</param>
/// <param name="MaxSilence">Longest silence before its lists count as silent; null: no bound.</param>
public sealed record SourceDefinition(string Code, IReadOnlyList<string> ListTypes, IReadOnlyList<int> Regions, int CoverageFrom, TimeSpan? MaxSilence);
