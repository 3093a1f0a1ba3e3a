namespace CreditQuery.Cli.Sample;

/// <summary>What a sample directory holds, in the order of its import, and what to try.</summary>
internal sealed record SampleManifest
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "manifest.json";

    public required int Format { get; init; }

    public required ulong Seed { get; init; }

    public required int Subjects { get; init; }

    public required double ListedShare { get; init; }

    public required string AsOf { get; init; }

    public required IReadOnlyList<SampleManifestFile> Files { get; init; }

    public required IReadOnlyList<SampleCase> Try { get; init; }
}
