using System.Globalization;
using CreditQuery.Benchmarks.GrpcCost;
using CreditQuery.Protos.V1;
using Grpc.Net.Client;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>A node on core 0 with a folder of its own, and clients for it.</summary>
internal sealed class NodeUnderTest : IAsyncDisposable
{
    private readonly ServerProcess _server;
    private readonly string _folder;
    private readonly GrpcChannel _query;
    private readonly GrpcChannel _registry;

    private NodeUnderTest(ServerProcess server, string folder, string[] addresses)
    {
        (_server, _folder, Query) = (server, folder, new Uri(addresses[0]));
        _query = GrpcChannel.ForAddress(addresses[0]);
        _registry = GrpcChannel.ForAddress(addresses[1]);
        Checks = new(_query);
        Registry = new(_registry);
    }

    public Uri Query { get; }

    public CreditQueryService.CreditQueryServiceClient Checks { get; }

    public RegistryService.RegistryServiceClient Registry { get; }

    public static async Task<NodeUnderTest> StartAsync(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("creditquery-watch-").FullName;
        var server = ServerProcess.Start(typeof(WatchNode).Assembly.Location, [WatchNode.Command, "--folder", folder, .. settings]);
        return new NodeUnderTest(server, folder, (await server.ReadLineAsync()).Split(' '));
    }

    /// <summary>Bytes of its heap after a collection, bytes resident, processor time.</summary>
    public async Task<(long Heap, long Resident, TimeSpan Processor)> StateAsync()
    {
        var told = (await _server.AskAsync("state")).Split(' ').Select(static text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (told[0], told[1], TimeSpan.FromMilliseconds(told[2]));
    }

    /// <summary>Sets its clock so that midnight comes after a while.</summary>
    /// <returns>When that is by the machine's clock (UTC).</returns>
    public async Task<DateTime> MidnightAfterAsync(TimeSpan time) => new(
        long.Parse(await _server.AskAsync($"midnight {(int)time.TotalMilliseconds}"), CultureInfo.InvariantCulture), DateTimeKind.Utc);

    /// <summary>Stops it as SIGTERM does.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await _server.AskAsync("stop");
        return System.Diagnostics.Stopwatch.GetElapsedTime(started);
    }

    public ValueTask DisposeAsync()
    {
        _query.Dispose();
        _registry.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
