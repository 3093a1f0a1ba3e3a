using System.Collections.Concurrent;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>kill -9 during writes: after the restart every acknowledged change is there, and answers equal.</summary>
public sealed class CrashTests
{
    private const int Writers = 8;
    private const int Kills = 2;

    [Fact]
    public async Task Start_AfterKillDuringWrites_HoldsEveryAcknowledgedChange()
    {
        using var folder = new NodeFolder();
        var acknowledged = new ConcurrentDictionary<int, ulong>();
        for (var kill = 0; kill < Kills; kill++)
        {
            // A checkpoint every second: the kill also falls into checkpoints.
            await using var server = await ServerProcess.StartAsync(folder, ("Server:CheckpointInterval", "00:00:01"));
            await WriteAndKillAsync(server, acknowledged, atLeast: 300 * (kill + 1));
        }

        await using var again = await ServerProcess.StartAsync(folder);
        var answers = new List<CheckSubjectResponse>();
        foreach (var (number, revision) in acknowledged)
        {
            var answer = await again.Checks.CheckSubjectAsync(Samples.AirCheck(SampleIdentifiers.CitizenId(number)), NodeHost.Call());
            Assert.Equal(Conclusion.Block, answer.Conclusion);
            Assert.True(answer.Freshness.Revision >= revision);
            answers.Add(answer);
        }

        await again.KillAsync();
        Directory.Delete(folder.Index, recursive: true);
        await using var replayed = await ServerProcess.StartAsync(folder);
        for (var i = 0; i < 50; i++)
        {
            var number = acknowledged.Keys.ElementAt(i);
            var answer = await replayed.Checks.CheckSubjectAsync(Samples.AirCheck(SampleIdentifiers.CitizenId(number)), NodeHost.Call());
            RestartTests.AssertSame(answers[i], answer);
        }
    }

    private static async Task WriteAndKillAsync(ServerProcess server, ConcurrentDictionary<int, ulong> acknowledged, int atLeast)
    {
        var enough = new TaskCompletionSource();
        var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(server, writer, acknowledged, () =>
        {
            if (acknowledged.Count >= atLeast)
            {
                enough.TrySetResult();
            }
        })).ToArray();
        await enough.Task.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        await server.KillAsync();
        await Task.WhenAll(writers).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
    }

    private static async Task WriteAsync(ServerProcess server, int writer, ConcurrentDictionary<int, ulong> acknowledged, Action told)
    {
        try
        {
            for (var n = acknowledged.Count; ; n++)
            {
                var number = (n * Writers) + writer;
                var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(TimeProvider.System).ToString(), Author = "test:crash" };
                request.Changes.Add(Samples.Order(SampleIdentifiers.CitizenId(number), $"court:{number}"));
                var response = await server.Registry.ApplyChangesAsync(request, NodeHost.Call());
                acknowledged.TryAdd(number, response.AtLeast.Revision);
                told();
            }
        }
        catch (RpcException failure)
        {
            // The kill: what was not acknowledged may be there or not.
            Assert.Contains(failure.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal, StatusCode.Cancelled });
        }
    }
}
