using System.Collections.Immutable;
using CreditQuery.Index.Snapshots;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Index;

/// <summary>What one revision shows besides the subjects: position, catalogues, sources, adoptions, counts, quarantine.</summary>
/// <remarks>Immutable. The index swaps the one in force once per revision, after all records of the set are written; a check pins it.</remarks>
public sealed class RegistrySnapshot
{
    private readonly RegistryFacts _facts;

    internal RegistrySnapshot(RegistryFacts facts) => _facts = facts;

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

    /// <summary>Catalogue versions, in the order of their first days.</summary>
    public ImmutableArray<CatalogueVersion> Catalogues => _facts.Catalogues;

    /// <summary>Adoptions of recommended measures.</summary>
    public ImmutableArray<RecordedAdoption> Adoptions => _facts.Adoptions;

    /// <summary>Sources and when each was last changed.</summary>
    public SourceRegister Sources => _facts.Sources;

    /// <summary>Events that could not be applied, resolved ones included.</summary>
    public ImmutableArray<QuarantinedSet> Quarantine => _facts.Quarantine;

    internal RegistryFacts Facts => _facts;

    /// <summary>The same revision with other counts, after midnight took something out.</summary>
    internal RegistrySnapshot WithCounts(RegistryCounts counts) =>
        new(_facts) { Epoch = Epoch, Revision = Revision, Chain = Chain, RecordedAtMs = RecordedAtMs, Counts = counts };

    /// <summary>The catalogue version in force on a day.</summary>
    /// <param name="today">Civil day of log time, a day number.</param>
    /// <returns>Null if none counts yet: nothing can be answered.</returns>
    /// <remarks>Allocates nothing.</remarks>
    public CatalogueVersion? CatalogueAt(int today) => _facts.CatalogueAt(today);

    /// <summary>First day of the catalogue version that follows the one in force: from then on answers are its own.</summary>
    /// <param name="today">Civil day of log time, a day number.</param>
    /// <returns>0 if no other version is known.</returns>
    /// <remarks>Allocates nothing.</remarks>
    public int NextCatalogueDay(int today)
    {
        foreach (var version in _facts.Catalogues)
        {
            if (version.EffectiveFrom > today)
            {
                return version.EffectiveFrom;
            }
        }

        return CivilDay.None;
    }
}
