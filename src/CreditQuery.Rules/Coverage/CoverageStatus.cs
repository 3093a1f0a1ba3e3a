namespace CreditQuery.Rules.Coverage;

/// <summary>Coverage of one scenario and region, told in full.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="NotLoaded">Codes of required list types not covered there.</param>
/// <param name="Silent">Codes of required list types of which a source is silent.</param>
public sealed record CoverageStatus(CoverageVerdict Verdict, IReadOnlyList<string> NotLoaded, IReadOnlyList<string> Silent);
