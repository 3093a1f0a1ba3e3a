using CreditQuery.Index;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Applying;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Server.Checks;

/// <summary>Makes the freshness part of answers.</summary>
/// <remarks>All answers of one revision, day and millisecond share one message, which nobody changes: at full load that is hundreds of
/// answers for seven allocations. Thread-safe.</remarks>
internal sealed class FreshnessSource(LogClock clock, PolledHeads heads)
{
    private volatile Kept? _kept;

    /// <summary>Gives the freshness of an answer.</summary>
    /// <param name="moment">Revision and times of the answer.</param>
    /// <param name="asOf">Civil day asked about.</param>
    public Freshness Of(in CheckMoment moment, int asOf) => Keep(moment, asOf).Freshness;

    /// <summary>Gives it as the bytes of a whole field of CheckSubjectResponse.</summary>
    /// <param name="moment">Revision and times of the answer.</param>
    /// <param name="asOf">Civil day asked about.</param>
    public ReadOnlySpan<byte> FieldOf(in CheckMoment moment, int asOf) => Keep(moment, asOf).Field;

    private Kept Keep(in CheckMoment moment, int asOf)
    {
        var kept = _kept;
        if (kept is not null && ReferenceEquals(kept.Snapshot, moment.Snapshot) && kept.NowMs == moment.NowMs
            && kept.SourceMs == moment.SourceMs && kept.AsOf == asOf && kept.IsUnreachable == heads.IsUnreachable)
        {
            return kept;
        }

        var isUnreachable = heads.IsUnreachable;
        var made = Make(moment, asOf, isUnreachable);
        return _kept = new Kept(moment.Snapshot, moment.NowMs, moment.SourceMs, asOf, isUnreachable, made, new CheckSubjectResponse { Freshness = made }.ToByteArray());
    }

    private Freshness Make(in CheckMoment moment, int asOf, bool isUnreachable)
    {
        var freshness = new Freshness
        {
            Epoch = moment.Snapshot.Epoch,
            Revision = moment.Snapshot.Revision,
            CatalogueVersion = moment.Version?.Catalogue.Version ?? "",
            AsOf = CivilDay.Format(asOf),
            AnsweredAt = Instant(moment.NowMs),
            SourceTime = Instant(moment.SourceMs),
            Staleness = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(moment.NowMs - moment.SourceMs)),
        };
        if (clock.IsSuspect)
        {
            freshness.DegradedReasons.Add(DegradedReason.ClockSuspect);
        }

        if (isUnreachable)
        {
            freshness.DegradedReasons.Add(DegradedReason.LogUnreachable);
        }

        if (moment.Version is { } version)
        {
            freshness.StaleSources.Add(version.Coverage.SilentSources(moment.SourceTime));
        }

        return freshness;
    }

    private static Timestamp Instant(long ms) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(ms));

    private sealed record Kept(RegistrySnapshot Snapshot, long NowMs, long SourceMs, int AsOf, bool IsUnreachable, Freshness Freshness, byte[] Field);
}
