using CreditQuery.Cli;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Log;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>Whole nodes on one log in Redis, made by <c>creditq log init</c>.</summary>
public sealed class NodeOnRedisTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyChanges_OnOneNode_IsSeenByTheOtherAndAfterARestart()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        var folder = registry.NewFolder();
        await using var b = await registry.StartNodeAsync();
        ApplyChangesResponse applied;
        await using (var a = await registry.StartNodeAsync(folder))
        {
            applied = await a.ApplyAsync(Samples.Describe(), Samples.Order());
            Assert.Equal(Conclusion.Block, (await a.CheckAsync(Samples.AirCheck())).Conclusion);
        }

        await b.WaitForRevisionAsync(applied.AtLeast.Revision);
        Assert.Equal(Conclusion.Block, (await b.CheckAsync(Samples.AirCheck())).Conclusion);
        await using var again = await registry.StartNodeAsync(folder);
        Assert.Equal(Conclusion.Block, (await again.CheckAsync(Samples.AirCheck())).Conclusion);
        await again.ApplyAsync(Samples.Describe(Samples.OtherPerson));
        var status = await again.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        Assert.Equal((3UL, 3UL, "always"), (status.HeadRevision, status.AppliedRevision, status.Durability));
    }

    [Fact]
    public async Task ApplyChanges_RepeatedOnTheOtherNode_AnswersTheFirstOutcomeAndAppendsNothing()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        await using var a = await registry.StartNodeAsync();
        await using var b = await registry.StartNodeAsync();
        var request = new ApplyChangesRequest { ChangeId = ChangeId.New(a.Clock).ToString(), Author = "test:writer" };
        request.Changes.Add(Samples.Describe());
        request.Changes.Add(Samples.Order());

        var first = await a.Registry.ApplyChangesAsync(request.Clone(), NodeHost.Call());
        var onA = await a.Registry.ApplyChangesAsync(request.Clone(), NodeHost.Call());
        var onB = await b.Registry.ApplyChangesAsync(request.Clone(), NodeHost.Call());
        request.Changes.RemoveAt(1);
        var other = await b.Registry.ApplyChangesAsync(request, NodeHost.Call());

        Assert.Equal((false, true), (first.Duplicate, onA.Duplicate));
        Assert.All([onA, onB], again => Assert.Equal((first.AtLeast.Revision, first.Outcomes), (again.AtLeast.Revision, again.Outcomes)));
        var refused = Assert.Single(other.Outcomes);
        Assert.Equal((OutcomeKind.Refused, RefusalReason.AlreadyExists, "change_id has other content"), (refused.Kind, refused.Reason, refused.Detail));
        Assert.Equal(2UL, (await a.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).HeadRevision);
    }

    [Fact]
    public async Task Start_NoLogInRedis_SaysWhatToDo()
    {
        await using var registry = await OperatorRegistry.StartAsync();
        await registry.MakeKeyAsync();

        Assert.Contains("creditq log init", await FailAsync(registry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoKey_NeverMakesOne()
    {
        await using var registry = await OperatorRegistry.StartAsync();

        Assert.Contains("no key", await FailAsync(registry), StringComparison.Ordinal);
        Assert.False(File.Exists(registry.KeyFile));
    }

    [Fact]
    public async Task Start_LogWithoutItsCatalogue_SaysWhatToDo()
    {
        await using var registry = await OperatorRegistry.StartAsync();
        await registry.MakeKeyAsync();
        var key = Index.RegistryKey.FromFile(registry.KeyFile)!;
        var options = new ChangeLogOptions { Redis = new RedisLogOptions { Endpoints = registry.Redis.Endpoint } };
        await RedisLogSetup.InitialiseAsync(options, key.Check.ToByteArray(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, Token);

        Assert.Contains("creditq log init", await FailAsync(registry), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await registry.InitialiseAsync()).Code);
        await using var node = await registry.StartNodeAsync();
    }

    [Fact]
    public async Task Start_RedisNotThere_WaitsAndStartsWhenItComes()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        await registry.Redis.KillAsync();

        var starting = registry.StartNodeAsync();
        await Task.Delay(500, Token);
        Assert.False(starting.IsCompleted);
        await registry.Redis.RestartAsync();

        await using var node = await starting.WaitAsync(NodeHost.Patience, Token);
        Assert.Contains(node.Log.Lines, static line => line.Contains("LogUnreachable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CheckSubject_RedisGone_GoesOn()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        await using var node = await registry.StartNodeAsync();
        await node.ApplyAsync(Samples.Describe(), Samples.Order());
        await registry.Redis.KillAsync();

        Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);
        await registry.Redis.RestartAsync();
        await ApplyInTimeAsync(node, Samples.Describe(Samples.OtherPerson));
    }

    [Fact]
    public async Task LogInit_Twice_ChangesNothing()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        using var socket = await registry.Redis.ConnectAsync();
        var epoch = await socket.SayAsync("HGET", "{creditquery:main}:head", "epoch");

        var again = await registry.InitialiseAsync();
        var status = await OperatorRegistry.RunAsync("log", "status", "--redis", registry.Redis.Endpoint);

        Assert.Equal(ExitCodes.Refused, again.Code);
        Assert.Contains(epoch, again.Messages, StringComparison.Ordinal);
        Assert.Contains($"epoch {epoch}", status.Output, StringComparison.Ordinal);
        Assert.Contains("revisions 1 to 1", status.Output, StringComparison.Ordinal);
        Assert.Contains("durability always", status.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.Unreachable, "log", "status", "--redis", "127.0.0.1:1")]
    [InlineData(ExitCodes.Usage, "log", "status", "--redis", "nowhere")]
    [InlineData(ExitCodes.Usage, "log", "status", "--name", "A B")]
    [InlineData(ExitCodes.BadFile, "log", "init", "--key-file", "/nowhere/registry.key")]
    public async Task LogCommand_WhatIsWrong_HasItsExitCode(int code, params string[] words) => Assert.Equal(code, (await OperatorRegistry.RunAsync(words)).Code);

    private static async Task ApplyInTimeAsync(NodeHost node, Change change)
    {
        var request = new ApplyChangesRequest { ChangeId = ChangeId.New(node.Clock).ToString(), Author = "test:writer" };
        request.Changes.Add(change);
        while (true)
        {
            try
            {
                await node.Registry.ApplyChangesAsync(request.Clone(), NodeHost.Call());
                return;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(50, Token);
            }
        }
    }

    private static async Task<string> FailAsync(OperatorRegistry registry)
    {
        var log = new LogRecorder();
        await using var app = NodeHost.Build(registry.NewFolder(), OperatorRegistry.ClockOfRedis(), log, registry.Settings);
        var stopped = new TaskCompletionSource();
        await using var registration = app.Lifetime.ApplicationStopping.Register(stopped.SetResult);
        try
        {
            await app.StartAsync(Token);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
        }

        await stopped.Task.WaitAsync(NodeHost.Patience, Token);
        Environment.ExitCode = 0;
        return Assert.Single(log.Lines, static line => line.Contains("LoadFailed", StringComparison.Ordinal));
    }
}
