using System.Globalization;
using System.Text;
using CreditQuery.Index;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Tells at start-up what was loaded and how to ask.</summary>
internal sealed class StartupBanner(
    IOptions<ServerOptions> server, LogOpener log, LogClock clock, ILogger<StartupBanner> logger)
{
    /// <summary>Writes it.</summary>
    /// <param name="loaded">The node.</param>
    public void Write(LoadedNode loaded)
    {
        var snapshot = loaded.Parts.Index.Current;
        var text = new StringBuilder().AppendLine("ready");
        Line(text, "log", $"{log.Place}, epoch {snapshot.Epoch}, revision {snapshot.Revision}, durable by {loaded.Parts.Log.Durability}");
        Line(text, "subjects", $"{Number(snapshot.Counts.Subjects)} with {Number(snapshot.Counts.Entries)} list entries; {Checkpoint(loaded)}; loaded in {loaded.Elapsed.TotalSeconds:0.00} s");
        Line(text, "catalogue", Catalogue(snapshot));
        Line(text, "sources", Sources(snapshot));
        Line(text, "query", $"{server.Value.QueryEndpoint}, writers {server.Value.RegistryEndpoint}{(server.Value.Tls.IsOn ? ", TLS with client certificates" : ", this machine only")}");
        Line(text, "ask", "creditq check 91999999MA00TE5T2F --scenario admin_license --region 140000");
        var banner = text.ToString().TrimEnd();
        logger.Ready(banner);
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append("  ").Append(name.PadRight(10)).AppendLine(value);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private string Checkpoint(LoadedNode loaded)
    {
        if (loaded.CheckpointRevision == 0)
        {
            return $"no checkpoint, {loaded.Parts.Applier.Applied} events replayed";
        }

        var age = TimeSpan.FromMilliseconds(Math.Max(0, clock.NowMs - loaded.CheckpointAtMs));
        return $"checkpoint of revision {loaded.CheckpointRevision}, {age:d\\.hh\\:mm\\:ss} old, {loaded.Parts.Applier.Applied} events replayed";
    }

    private string Catalogue(RegistrySnapshot snapshot)
    {
        if (snapshot.CatalogueAt(LogClock.DayOf(clock.NowMs)) is not { } version)
        {
            return "none in force: nothing can be answered until one is put";
        }

        var catalogue = version.Catalogue;
        return $"{catalogue.Version}, in force from {CivilDay.Format(catalogue.EffectiveFrom)}: {catalogue.ListTypes.Count} list types, "
            + $"{catalogue.Measures.Count} measures, {catalogue.Scenarios.Count} scenarios";
    }

    private static string Sources(RegistrySnapshot snapshot) => snapshot.Sources.Sources.Count == 0
        ? "none: nobody is CLEAR until the lists are loaded (creditq import)"
        : string.Join(", ", snapshot.Sources.Sources.Select(source => source.Code));
}
