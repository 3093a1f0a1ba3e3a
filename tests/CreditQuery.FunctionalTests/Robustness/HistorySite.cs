using System.Security.Cryptography;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Index;
using CreditQuery.Log;

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
            FirstBytes = new FileInfo(Redis.AppendOnlyFile).Length;
        }

        for (var number = 0; number < Plan.Nodes; number++)
        {
            _nodes.Add(new SupervisedNode(number, [.. Settings(), .. Redis is null ? [] : SharedSettings(Redis)], Plan.Without, Logs, Trace));
        }
    }

    private IEnumerable<(string Key, string Value)> Settings() =>
    [
        ("RegistryKey:Value", Convert.ToHexString(Secret)), ("Server:CheckpointInterval", "00:00:01"), ("Server:DrainTime", "00:00:00.1"),
        ("Log:SegmentSizeBytes", "65536"),
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
