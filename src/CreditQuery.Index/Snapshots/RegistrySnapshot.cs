namespace CreditQuery.Index;

/// <summary>What one revision shows besides the subjects: position, catalogues, sources, adoptions, counts, quarantine.</summary>
/// <remarks>Immutable. The index swaps the one in force once per revision, after all records of the set are written; a check pins it.</remarks>
public sealed class RegistrySnapshot
{
    /// <summary>Identity of the log, 16 lower-case hexadecimal characters.</summary>
    public required string Epoch { get; init; }

    /// <summary>Newest revision applied; 0 before the first.</summary>
    public required ulong Revision { get; init; }

    /// <summary>Chain value after that revision, 20 bytes; all zero before the first.</summary>
    public required ReadOnlyMemory<byte> Chain { get; init; }

    /// <summary>When that revision was recorded: milliseconds since the Unix epoch; 0 before the first.</summary>
    public required long RecordedAtMs { get; init; }

    /// <summary>How much is known.</summary>
    public required RegistryCounts Counts { get; init; }

    /// <summary>When that revision was recorded.</summary>
    public DateTimeOffset RecordedAt => DateTimeOffset.FromUnixTimeMilliseconds(RecordedAtMs);
}
