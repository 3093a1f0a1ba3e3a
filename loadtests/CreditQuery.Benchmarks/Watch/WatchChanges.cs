using CreditQuery.Benchmarks.GrpcCost;
using CreditQuery.Benchmarks.Index;
using CreditQuery.Log;
using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>Changes and requests of the measurements; invented units of region 999999.</summary>
internal static class WatchChanges
{
    public const string Path = "/creditquery.v1.StatusWatchService/Watch";
    public const int EventKind = 4;
    public const int ProgressKind = 5;
    public const int GoingAwayKind = 8;

    /// <summary>Requests with different filters that all let every event here through.</summary>
    public static byte[][] Requests(TimeSpan? progress = null) =>
    [
        .. new[]
        {
            new WatchFilter(),
            new WatchFilter { Regions = { "999999" } },
            new WatchFilter { ListTypes = { "abnormal_operation", "market_serious_violation", "model_of_integrity" } },
            new WatchFilter { Tiers = { "BLACK", "RED", "ABNORMAL" } },
        }.Select(filter => EchoServer.FrameOf(new WatchRequest { Mode = WatchMode.FromNow, Filter = filter, ProgressInterval = Duration.FromTimeSpan(progress ?? TimeSpan.FromSeconds(5)) })),
    ];

    public static string Unit(int number) => string.Create(InventedCodes.Length, number, static (code, n) => InventedCodes.Write(n, code));

    public static Change Entry(int unit, string list, string from, string id = "a") => new()
    {
        PutEntry = new PutEntry
        {
            Entry = new EntryRef { Subject = new Subject { Type = IdentifierType.Uscc, Value = Unit(unit) }, EntryId = $"bench:{id}{unit}" },
            ListType = list,
            Region = "999999",
            DecidedOn = "2026-05-01",
            DecisionNo = "No. 1",
            DecisionAuthority = "market_supervision",
            ValidFrom = from,
        },
    };

    /// <summary>Applies changes, all of which must take effect.</summary>
    public static async Task ApplyAsync(RegistryService.RegistryServiceClient registry, IEnumerable<Change> changes)
    {
        foreach (var set in changes.Chunk(1_000))
        {
            var request = new ApplyChangesRequest { ChangeId = ChangeId.New(Noon).ToString(), Author = "bench:writer" };
            request.Changes.Add(set);
            var response = await registry.ApplyChangesAsync(request);
            if (response.Outcomes.Any(static outcome => outcome.Kind != OutcomeKind.Applied))
            {
                throw new InvalidOperationException($"Not applied: {response.Outcomes.First(static outcome => outcome.Kind != OutcomeKind.Applied)}");
            }
        }
    }

    // Writers' clocks may differ by a day.
    private static readonly TimeProvider Noon = new ShiftedTime();
}
