using System.Globalization;
using CreditQuery.Index;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Hosting;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Server.Registry;

/// <summary>Makes the answer of GetLogStatus.</summary>
internal sealed class LogStatusReport(LogClock clock, Orphans orphans)
{
    /// <summary>Makes it.</summary>
    /// <param name="parts">The node.</param>
    public GetLogStatusResponse Make(NodeParts parts)
    {
        var instant = clock.Read();
        var now = instant.Ms;
        var snapshot = parts.Index.Current;
        var source = parts.Applier.SourceTimeMs(snapshot.Revision, instant);
        var response = new GetLogStatusResponse
        {
            Epoch = parts.Log.Epoch,
            HeadRevision = parts.Log.Head.Revision,
            AppliedRevision = snapshot.Revision,
            OldestRevision = parts.Log.OldestRevision,
            SourceTime = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(source)),
            Staleness = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(now - source)),
            Durability = parts.Log.Durability,
            Orphans = (ulong)orphans.Count,
            Quarantined = (ulong)snapshot.Quarantine.Count(static set => !set.IsResolved),
            Subjects = (ulong)snapshot.Counts.Subjects,
            IndexBytes = (ulong)parts.Index.MemoryBytes,
            IndexFill = parts.Index.Fill,
        };
        response.Warnings.Add(NodeWarnings.Of(parts, response.IndexFill));
        AddCoverage(snapshot, now, source, response);
        return response;
    }

    private static void AddCoverage(RegistrySnapshot snapshot, long now, long source, GetLogStatusResponse response)
    {
        var today = LogClock.DayOf(now);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(source);
        if (snapshot.CatalogueAt(today) is not { } version)
        {
            AddSources(snapshot.Sources, [], response);
            return;
        }

        response.CatalogueVersion = version.Catalogue.Version;
        AddSources(snapshot.Sources, version.Coverage.SilentSources(at), response);
        foreach (var scenario in version.Catalogue.Scenarios)
        {
            var status = version.Coverage.StatusOf(scenario, region: 0, today, at);
            var row = new ScenarioCoverage { Scenario = scenario.Code };
            row.NotLoaded.Add(status.NotLoaded);
            row.Silent.Add(status.Silent);
            response.Coverage.Add(row);
        }
    }

    private static void AddSources(SourceRegister register, IReadOnlyList<string> silent, GetLogStatusResponse response)
    {
        for (var i = 0; i < register.Sources.Count; i++)
        {
            var source = register.Sources[i];
            var status = new SourceStatus
            {
                Source = source.Code,
                LastChangeAt = Timestamp.FromDateTimeOffset(register.LastChangeAt(i)),
                Silent = silent.Contains(source.Code),
                CoverageFrom = CivilDay.Format(source.CoverageFrom),
                MissingRows = source.MissingRows,
                Withheld = source.IsWithheld,
            };
            status.ListTypes.Add(source.ListTypes);
            foreach (var region in source.Regions)
            {
                status.Regions.Add(region.ToString("D6", CultureInfo.InvariantCulture));
            }

            response.Sources.Add(status);
        }
    }
}
