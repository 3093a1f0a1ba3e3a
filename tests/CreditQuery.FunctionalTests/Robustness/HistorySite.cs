using System.Security.Cryptography;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Log.Redis;
using CreditQuery.RobustnessNode;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a history runs on: Redis with its log, the network before each node, the nodes.</summary>
internal sealed class HistorySite : IAsyncDisposable
{
    /// <summary>Name of the registry in Redis.</summary>
    public const string Registry = "history";

    private readonly List<FaultyNetwork> _networks = [];
    private readonly List<SupervisedNode> _nodes = [];

    private HistorySite(HistoryPlan plan, RedisProcess? redis, string logs)
    {
        (Plan, Redis, Logs) = (plan, redis, logs);
        Key = RegistryKey.FromBytes(Secret);
    }

    public HistoryPlan Plan { get; }

    /// <summary>Null for an embedded log.</summary>
    public RedisProcess? Redis { get; }

    /// <summary>Folder of what the nodes write.</summary>
    public string Logs { get; }

    public HistoryTrace Trace { get; } = new();

    public IReadOnlyList<FaultyNetwork> Networks => _networks;

    public IReadOnlyList<SupervisedNode> Nodes => _nodes;

    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(RegistryKey.SizeBytes);

    public RegistryKey Key { get; }

    /// <summary>Bytes of Redis's file that hold the beginning of the log: no power loss takes them.</summary>
    public long FirstBytes { get; private set; }

    /// <summary>Where the files are that an embedded log has removed.</summary>
    public static string TrimmedOf(NodeFolder folder) => Path.Combine(folder.Root, "data", "trimmed");

    /// <summary>Starts everything; the nodes may still be loading when it returns.</summary>
    public static async Task<HistorySite> StartAsync(HistoryPlan plan, string logs)
    {
        var flush = plan.Setup == LogSetup.RedisAlways ? "always" : "everysec";
        var redis = plan.Setup == LogSetup.Embedded ? null
            : await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", flush, "--aof-load-truncated", "no");
        var site = new HistorySite(plan, redis, logs);
        try
        {
            await site.StartNodesAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var network in _networks)
        {
            await network.DisposeAsync();
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }
    }

    private async Task StartNodesAsync()
    {
        if (Redis is not null)
        {
            var options = new ChangeLogOptions { Kind = LogKind.Redis, Redis = new RedisLogOptions { Endpoints = Redis.Endpoint, Registry = Registry } };
            await RedisLogs.MakeAsync(options, Key.Check.ToByteArray());
            FirstBytes = await FirstBytesAsync(Redis);
        }

        int[] ports = [.. Enumerable.Range(0, Plan.Nodes).Select(static _ => RedisProcess.FreePort())];
        for (var number = 0; number < Plan.Nodes; number++)
        {
            var folder = new NodeFolder();
            _nodes.Add(new SupervisedNode(
                number,
                folder,
                [.. Settings(), .. Redis is null ? [] : SharedSettings(Redis), .. Plan.Trims ? TrimSettings(folder, ports, number) : []],
                Plan.Without,
                Logs,
                Trace));
        }
    }

    // With everysec an answer may come before its bytes are in the file, while an earlier flush is under way.
    private static async Task<long> FirstBytesAsync(RedisProcess redis)
    {
        while (true)
        {
            var content = await File.ReadAllBytesAsync(redis.AppendOnlyFile, TestContext.Current.CancellationToken);
            if (content.AsSpan().EndsWith("EXEC\r\n"u8) && AppendOnlyEvents.In(content, new RedisKeys(Registry).Log).Count > 0)
            {
                return content.Length;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private IEnumerable<(string Key, string Value)> Settings() =>
    [
        ("RegistryKey:Value", Convert.ToHexString(Secret)), ("Server:CheckpointInterval", "00:00:01"), ("Server:DrainTime", "00:00:00.1"),
        ("Log:SegmentSizeBytes", "65536"), ("Index:RecordMemoryBytes", "8388608"), ("Index:CompactAt", "0.3"),
    ];

    // Nodes that share a log ask each other for what it has forgotten; a port that stays is the address.
    private static IEnumerable<(string Key, string Value)> TrimSettings(NodeFolder folder, int[] ports, int number) =>
    [
        (NodeFaults.KeptOfLog, "00:00:00"),
        .. ports.Length == 1
            ? [(NodeFaults.TrimmedFolder, TrimmedOf(folder))]
            : new[]
            {
                ("Server:RegistryEndpoint", $"127.0.0.1:{ports[number]}"), ("Replication:AllowLoopbackWithoutTls", "true"),
                ("Replication:From", $"http://127.0.0.1:{ports[1 - number]}"), ("Replication:Patience", "00:00:02"),
            },
    ];

    private IEnumerable<(string Key, string Value)> SharedSettings(RedisProcess redis)
    {
        var network = new FaultyNetwork(redis.Port);
        _networks.Add(network);
        return
        [
            ("Log:Kind", "Redis"), ("Log:Redis:Endpoints", $"127.0.0.1:{network.Port}"), ("Log:Redis:Registry", HistorySite.Registry),
            ("Log:Redis:CallTimeout", "00:00:00.5"), ("Log:Redis:ConnectTimeout", "00:00:00.5"), ("Log:Redis:AppendTimeout", "00:00:02"),
            ("Log:Redis:MaxReconnectPause", "00:00:00.3"),
        ];
    }
}
