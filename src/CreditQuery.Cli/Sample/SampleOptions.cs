namespace CreditQuery.Cli.Sample;

/// <summary>What to make.</summary>
/// <param name="Seed">Equal seeds, sizes and days give equal files.</param>
/// <param name="Subjects">Number of subjects.</param>
/// <param name="ListedShare">Share of them with at least one list entry, 0 to 1.</param>
/// <param name="AsOf">Civil day the entries are arranged around.</param>
internal sealed record SampleOptions(ulong Seed, int Subjects, double ListedShare, DateOnly AsOf)
{
    /// <summary>Most subjects: unlisted persons and the cases need citizen numbers of their own.</summary>
    public const int MaxSubjects = SampleCases.FirstPerson;
}
