using System.Collections.Concurrent;
using System.Security.Cryptography;
using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>A registry in a real Redis: its key, its nodes, and what was acknowledged to its writers.</summary>
internal sealed class RedisRegistry(params RedisProcess[] servers) : IAsyncDisposable
{
    /// <summary>Name of the registry.</summary>
    public const string Name = "shared";

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(RegistryKey.SizeBytes);
    private readonly List<NodeFolder> _folders = [];
    private readonly List<NodeHost> _nodes = [];
    private readonly ConcurrentQueue<(int Person, string ChangeId)> _acknowledged = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ChangeLogOptions Options => new()
    {
        Kind = LogKind.Redis,
        Redis = new RedisLogOptions { Endpoints = string.Join(',', servers.Select(server => server.Endpoint)), Registry = Name },
    };

    /// <summary>Makes the log, with the shipped catalogue as its first change set.</summary>
    /// <param name="secret">Another key than the registry's; null for the registry's.</param>
    public Task InitialiseAsync(byte[]? secret = null) => RedisLogs.MakeAsync(Options, RegistryKey.FromBytes(secret ?? _secret).Check.ToByteArray());

    /// <summary>Settings of a node.</summary>
    public (string Key, string Value)[] Settings => [
        ("Log:Kind", "Redis"), ("Log:Redis:Endpoints", Options.Redis.Endpoints), ("Log:Redis:Registry", Name), ("RegistryKey:Value", Convert.ToHexString(_secret))];

    /// <summary>Starts a node in this process, on the real clock.</summary>
    public async Task<NodeHost> StartNodeAsync(params (string Key, string Value)[] settings)
    {
        var folder = new NodeFolder { Configure = static services => services.AddSingleton(TimeProvider.System) };
        _folders.Add(folder);
        var node = await NodeHost.StartAsync(folder, [.. Settings, .. settings]);
        node.Log.Expected.UnionWith(["LogDiverged", "OrphansSaved", "NotLoadedAgain"]);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Writes orders on persons, one after the other, and notes each that is acknowledged.</summary>
    public async Task WriteAsync(NodeHost node, int from, int count)
    {
        for (var person = from; person < from + count; person++)
        {
            var request = new ApplyChangesRequest { ChangeId = ChangeId.New(TimeProvider.System).ToString(), Author = "test:writer" };
            request.Changes.Add(Samples.Order(SampleIdentifiers.CitizenId(person), $"court:{person}"));
            var response = await node.Registry.ApplyChangesAsync(request, NodeHost.Call());
            Assert.Equal(OutcomeKind.Applied, Assert.Single(response.Outcomes).Kind);
            _acknowledged.Enqueue((person, request.ChangeId));
        }
    }

    /// <summary>Waits until every node has applied what one of them has.</summary>
    public async Task LevelAsync()
    {
        var most = 0UL;
        foreach (var node in _nodes)
        {
            most = Math.Max(most, (await StatusAsync(node)).AppliedRevision);
        }

        foreach (var node in _nodes)
        {
            await node.WaitForRevisionAsync(most);
        }
    }

    /// <summary>Waits until every node has loaded again and serves.</summary>
    public async Task LoadedAgainAsync(int times = 1)
    {
        foreach (var node in _nodes)
        {
            await node.LoadedAgainAsync(times);
        }
    }

    /// <summary>How many changes were acknowledged so far.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>Writes orders on persons until it is cancelled; while nothing can be written it tries again with the next person.</summary>
    public async Task WriteOnAsync(NodeHost node, int from, CancellationToken enough)
    {
        for (var person = from; !enough.IsCancellationRequested; person++)
        {
            try
            {
                await WriteAsync(node, person, count: 1);
            }
            catch (RpcException failure) when (failure.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted)
            {
                await Task.Delay(10, CancellationToken.None);
            }
        }
    }

    /// <summary>Asserts that all nodes answer as one that replays the log does, and that each acknowledged change is in the log or an orphan.</summary>
    /// <param name="ofEachNode">An orphan of each node; else of any.</param>
    public async Task AssertNothingIsLostAsync(bool ofEachNode = true)
    {
        var nodes = _nodes.ToArray();
        var replay = await StartNodeAsync();
        await LevelAsync();
        var inLog = await IdsInLogAsync();
        var orphans = new List<HashSet<string>>();
        foreach (var node in nodes)
        {
            orphans.Add((await OrphansAsync(node)).Select(orphan => orphan.ChangeId).ToHashSet());
        }

        foreach (var (person, changeId) in _acknowledged)
        {
            var isKept = ofEachNode ? orphans.TrueForAll(kept => kept.Contains(changeId)) : orphans.Exists(kept => kept.Contains(changeId));
            Assert.True(inLog.Contains(changeId) || isKept, $"The change about person {person} is nowhere.");
            var expected = await AnswerAsync(replay, person);
            Assert.Equal(inLog.Contains(changeId), expected.Conclusion == Conclusion.Block);
            foreach (var node in nodes)
            {
                Assert.Equal(expected, await AnswerAsync(node, person));
            }
        }
    }

    /// <summary>A check of a person on whom <see cref="WriteAsync"/> may have laid an order.</summary>
    public static CheckSubjectRequest CheckOf(int person) => Samples.AirCheck(SampleIdentifiers.CitizenId(person));

    public static async Task<IReadOnlyList<OrphanedChange>> OrphansAsync(NodeHost node)
    {
        var orphans = new List<OrphanedChange>();
        var request = new ListOrphansRequest { PageSize = 100 };
        do
        {
            var page = await node.Registry.ListOrphansAsync(request, NodeHost.Call());
            orphans.AddRange(page.Orphans);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return orphans;
    }

    public static async Task<GetLogStatusResponse> StatusAsync(NodeHost node) => await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _folders.ForEach(static folder => folder.Dispose());
    }

    private static async Task<CheckSubjectResponse> AnswerAsync(NodeHost node, int person)
    {
        var answer = await node.CheckAsync(CheckOf(person));
        answer.CheckId = "";
        (answer.Freshness.AnsweredAt, answer.Freshness.SourceTime, answer.Freshness.Staleness) = (null, null, null);
        return answer;
    }

    private async Task<HashSet<string>> IdsInLogAsync()
    {
        await using var log = await RedisChangeLog.OpenAsync(Options, RegistryKey.FromBytes(_secret).Check.ToByteArray(), TimeProvider.System, NullLogger.Instance, Token);
        return [.. (await RedisBench.ReadAsync(log, log.Head.Revision)).Select(read => read.ChangeId.ToString())];
    }
}
