namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>A source of list entries, and when it last spoke.</summary>
internal sealed record NaiveSource(string[] Lists, int[] Regions, int CoverageFrom, TimeSpan? MaxSilence, DateTimeOffset LastChange);
