using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.FunctionalTests.Replication;
using CreditQuery.Index;
using CreditQuery.Log.Events;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Hosting;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>Two versions side by side on one log: they agree on every revision that both have; the older one stops before what it does not know.</summary>
public sealed class VersionTests : IDisposable
{
    private readonly NodeFolder _newer = new();
    private readonly NodeFolder _older = new();

    public void Dispose()
    {
        _newer.Dispose();
        _older.Dispose();
    }

    [Fact]
    public async Task Follow_ChangeThatTheOlderVersionDoesNotKnow_ItStopsThereAndAgreesOnAllBefore()
    {
        await using var log = await LogDouble.MakeAsync();
        _older.Configure = services => services.Configure<CreditIndexOptions>(
            static options => options.Unknown = static change => change.ChangeCase == Change.ChangeOneofCase.PutCommitment);
        await using var newer = await log.StartNodeAsync(_newer);
        var revision = 0UL;
        await using (var older = await log.StartNodeAsync(_older))
        {
            older.Log.Expected.Add("ApplyStopped");
            for (var person = 1; person <= 5; person++)
            {
                revision = (await newer.ApplyAsync(Samples.Order(SampleIdentifiers.CitizenId(person), $"court:{person}"))).AtLeast.Revision;
                await older.WaitForRevisionAsync(revision);
                Assert.Equal(await AnswerAsync(newer, person), await AnswerAsync(older, person));
            }

            await newer.ApplyAsync(Samples.DescribeUnit(), Commitment());
            await older.Log.SeenAsync("ApplyStopped");
            var failure = await Assert.ThrowsAsync<RpcException>(() => older.CheckAsync(Samples.AirCheck()));

            Assert.Equal("APPLY_STOPPED", Failures.ReasonOf(failure));
            Assert.Contains(older.Log.Lines, line => line.Contains($"after revision {revision}", StringComparison.Ordinal) && line.Contains("Upgrade this node", StringComparison.Ordinal));
            Assert.Equal(revision + 1, (await AnswerAsync(newer, 1)).Freshness.Revision);
        }

        // Upgraded in its place, it goes on where it stopped.
        _older.Configure = null;
        await using var upgraded = await log.StartNodeAsync(_older);
        await upgraded.WaitForRevisionAsync(revision + 1);

        Assert.Equal(await AnswerAsync(newer, 3), await AnswerAsync(upgraded, 3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Follow_LaterFormatInRedis_BothStopBeforeItAndGoOnOnceUpgraded(bool raisesHeader)
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var registry = new RedisRegistry(redis);
        await registry.InitialiseAsync();
        using var socket = await redis.ConnectAsync();
        NodeFolder[] folders = [_newer, _older];
        Array.ForEach(folders, static folder => folder.Configure = static services => services.AddSingleton(TimeProvider.System));
        await using (var one = await NodeHost.StartAsync(_newer, registry.Settings))
        await using (var other = await NodeHost.StartAsync(_older, registry.Settings))
        {
            // Redis has the time; change ids are of the test's.
            one.Clock.Now = other.Clock.Now = TimeProvider.System.GetUtcNow();
            await WriteAndCompareAsync(one, other);
            var revision = await LaterFormat.AppendAsync(socket, Sealed(one, Samples.Order(SampleIdentifiers.CitizenId(6), "court:6")), raisesHeader);

            await AssertStoppedAsync(one, revision);
            await AssertStoppedAsync(other, revision);
        }

        var run = await ServerRun.RunAsync(_older, registry.Settings);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Upgrade this node", run.Output, StringComparison.Ordinal);

        await LaterFormat.UpgradeAsync(socket);
        await using var upgraded = await NodeHost.StartAsync(_older, registry.Settings);
        await using var second = await NodeHost.StartAsync(_newer, registry.Settings);

        Assert.Equal(Conclusion.Block, (await AnswerAsync(upgraded, 6)).Conclusion);
        Assert.Equal(await AnswerAsync(upgraded, 6), await AnswerAsync(second, 6));
        Assert.Equal(await AnswerAsync(upgraded, 3), await AnswerAsync(second, 3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_LaterFormatInFiles_RefusesRemovesNothingAndGoesOnOnceUpgraded(bool losesIndex)
    {
        string epoch;
        var before = new CheckSubjectResponse();
        await using (var node = await NodeHost.StartAsync(_older))
        {
            await node.ApplyAsync(Samples.Order(SampleIdentifiers.CitizenId(5), "court:5"));
            before = await AnswerAsync(node, 5);
            epoch = PartsOf(node).Log.Epoch;
        }

        var index = Path.Combine(_older.Root, "index-before");
        PeerFolders.Copy(_older.Index, index);
        var revision = 0UL;
        await using (var node = await NodeHost.StartAsync(_older))
        {
            revision = (await node.ApplyAsync(Samples.Order(SampleIdentifiers.CitizenId(6), "court:6"))).AtLeast.Revision;
        }

        Directory.Delete(_older.Index, recursive: true);
        if (!losesIndex)
        {
            PeerFolders.Copy(index, _older.Index);
        }

        LaterFormat.Rewrite(_older, epoch, LaterFormat.Format);
        var files = FilesOf(_older.Log);

        var run = await ServerRun.RunAsync(_older, []);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Revision {revision} of the change log has format {LaterFormat.Format}", run.Output, StringComparison.Ordinal);
        Assert.Contains("Upgrade this node", run.Output, StringComparison.Ordinal);
        Assert.Equal(files, FilesOf(_older.Log));

        LaterFormat.Rewrite(_older, epoch, EventCodec.Format);
        await using var upgraded = await NodeHost.StartAsync(_older);
        Assert.Equal(Conclusion.Block, (await AnswerAsync(upgraded, 6)).Conclusion);
        var after = await AnswerAsync(upgraded, 5);
        Assert.Equal(before.Freshness.Revision + 1, after.Freshness.Revision);
        after.Freshness = before.Freshness;
        Assert.Equal(before, after);
    }

    private static async Task WriteAndCompareAsync(NodeHost one, NodeHost other)
    {
        for (var person = 1; person <= 5; person++)
        {
            var revision = (await one.ApplyAsync(Samples.Order(SampleIdentifiers.CitizenId(person), $"court:{person}"))).AtLeast.Revision;
            await other.WaitForRevisionAsync(revision);
            Assert.Equal(await AnswerAsync(one, person), await AnswerAsync(other, person));
        }
    }

    // Nothing of the event, and nothing any more: neither answers nor changes.
    private static async Task AssertStoppedAsync(NodeHost node, ulong revision)
    {
        node.Log.Expected.Add("ApplyStopped");
        await node.Log.SeenAsync("ApplyStopped");
        Assert.Contains(node.Log.Lines, line => line.Contains($"after revision {revision - 1}", StringComparison.Ordinal)
            && line.Contains($"Revision {revision} of the change log has format {LaterFormat.Format}", StringComparison.Ordinal) && line.Contains("Upgrade this node", StringComparison.Ordinal));
        Assert.Equal(revision - 1, PartsOf(node).Index.Current.Revision);
        Assert.Equal("APPLY_STOPPED", Failures.ReasonOf(await Assert.ThrowsAsync<RpcException>(() => node.CheckAsync(Samples.AirCheck(SampleIdentifiers.CitizenId(1))))));
        Assert.Equal("APPLY_STOPPED", Failures.ReasonOf(await Assert.ThrowsAsync<RpcException>(() => node.ApplyAsync(Samples.Order(SampleIdentifiers.CitizenId(7), "court:7")))));
        using var watch = node.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }
        while (watch.ResponseStream.Current.Status != HealthCheckResponse.Types.ServingStatus.NotServing);
    }

    private static ChangeSet Sealed(NodeHost node, Change change)
    {
        Assert.Null(PartsOf(node).Seal.Seal(change.PutEntry.Entry.Subject, out _, out _));
        return new ChangeSet { Changes = { change } };
    }

    private static NodeParts PartsOf(NodeHost node) => node.Services.GetRequiredService<Server.Hosting.Node>().Parts!;

    private static SortedDictionary<string, string> FilesOf(string folder) =>
        new(Directory.GetFiles(folder).Where(static path => Path.GetFileName(path) != "lock").ToDictionary(static path => path, static path => Convert.ToHexString(File.ReadAllBytes(path))), StringComparer.Ordinal);

    private static Change Commitment() => new()
    {
        PutCommitment = new PutCommitment { Subject = Samples.DescribeUnit().PutSubject.Subject, CommitmentId = "c:1", Type = "special", DueOn = "2027-06-01" },
    };

    private static async Task<CheckSubjectResponse> AnswerAsync(NodeHost node, int person)
    {
        var answer = await node.CheckAsync(Samples.AirCheck(SampleIdentifiers.CitizenId(person)));
        answer.CheckId = "";
        (answer.Freshness.AnsweredAt, answer.Freshness.SourceTime, answer.Freshness.Staleness) = (null, null, null);
        return answer;
    }
}
