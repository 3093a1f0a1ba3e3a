using System.Globalization;
using CreditQuery.Benchmarks.GrpcCost;
using CreditQuery.Benchmarks.Log;
using CreditQuery.Protos.V1;
using Grpc.Net.Client;

namespace CreditQuery.Benchmarks.Nodes;

/// <summary>A node in a process of its own with its clients.</summary>
internal sealed class BenchmarkNode : IDisposable
{
    private readonly GrpcChannel _query;
    private readonly GrpcChannel _registry;

    private BenchmarkNode(ServerProcess process, int query, int registry)
    {
        Process = process;
        QueryAddress = new Uri(Address(query));
        RegistryAddress = new Uri(Address(registry));
        _query = GrpcChannel.ForAddress(QueryAddress);
        _registry = GrpcChannel.ForAddress(RegistryAddress);
        Query = new CreditQueryService.CreditQueryServiceClient(_query);
        Registry = new RegistryService.RegistryServiceClient(_registry);
        Replication = new ReplicationService.ReplicationServiceClient(_registry);
    }

    public ServerProcess Process { get; }

    public Uri QueryAddress { get; }

    public Uri RegistryAddress { get; }

    public CreditQueryService.CreditQueryServiceClient Query { get; }

    public RegistryService.RegistryServiceClient Registry { get; }

    public ReplicationService.ReplicationServiceClient Replication { get; }

    /// <summary>Starts a node and waits until it answers.</summary>
    /// <param name="cores">Cores it may use, as <c>taskset -c</c> takes them.</param>
    /// <param name="folder">Folder of its data.</param>
    /// <param name="keyFile">File of the registry's key.</param>
    /// <param name="settings">Further options, <c>--Section:Key=value</c>.</param>
    public static async Task<BenchmarkNode> StartAsync(string cores, string folder, string keyFile, params string[] settings)
    {
        var (query, registry) = (RedisForBenchmark.FreePort(), RedisForBenchmark.FreePort());
        var process = ServerProcess.StartOn(
            cores,
            Path.Combine(AppContext.BaseDirectory, "CreditQuery.Server.dll"),
            [
                $"--Server:QueryEndpoint={Endpoint(query)}",
                $"--Server:RegistryEndpoint={Endpoint(registry)}",
                $"--Log:Path={Path.Combine(folder, "log")}",
                $"--Index:Folder={Path.Combine(folder, "index")}",
                $"--Watch:Journal={Path.Combine(folder, "journal")}",
                $"--RegistryKey:Path={keyFile}",
                .. settings,
            ]);
        await process.WaitForAsync("subjects");
        return new BenchmarkNode(process, query, registry);
    }

    public void Dispose()
    {
        _query.Dispose();
        _registry.Dispose();
        Process.Dispose();
    }

    private static string Endpoint(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static string Address(int port) => "http://" + Endpoint(port);
}
