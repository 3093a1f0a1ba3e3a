using CreditQuery.Index;
using CreditQuery.Server.Applying;
using LogCatalogue = CreditQuery.Index.CatalogueVersion;

namespace CreditQuery.Server.Checks;

/// <summary>The revision and the instant that an answer is true for.</summary>
/// <param name="Snapshot">What is known beside the subjects, of the pinned revision.</param>
/// <param name="NowMs">Log time, milliseconds since the Unix epoch.</param>
/// <param name="SourceMs">Log time up to which everything is known to be applied.</param>
internal readonly record struct CheckMoment(RegistrySnapshot Snapshot, long NowMs, long SourceMs)
{
    /// <summary>Civil day of log time.</summary>
    public int Today { get; } = LogClock.DayOf(NowMs);

    /// <summary>Catalogue in force; null if none counts yet.</summary>
    public LogCatalogue? Version { get; } = Snapshot.CatalogueAt(LogClock.DayOf(NowMs));

    /// <summary>The source time as an instant.</summary>
    public DateTimeOffset SourceTime => DateTimeOffset.FromUnixTimeMilliseconds(SourceMs);
}
