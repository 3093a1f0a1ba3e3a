using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Log;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>Whole nodes on one log in Redis, made by <c>creditq log init</c>.</summary>
public sealed class NodeOnRedisTests : IAsyncLifetime
{
    private readonly NodeFolder _folderA = new();
    private readonly NodeFolder _folderB = new();
    private RedisProcess _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.StartDurableAsync();

    public async ValueTask DisposeAsync()
    {
        _folderA.Dispose();
        _folderB.Dispose();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task ApplyChanges_OnOneNode_IsSeenByTheOtherAndAfterARestart()
    {
        await InitialiseAsync();
        await using var b = await StartAsync(_folderB);
        ApplyChangesResponse applied;
        await using (var a = await StartAsync(_folderA))
        {
            applied = await a.ApplyAsync(Samples.Describe(), Samples.Order());
            Assert.Equal(Conclusion.Block, (await a.CheckAsync(Samples.AirCheck())).Conclusion);
        }

        await b.WaitForRevisionAsync(applied.AtLeast.Revision);
        Assert.Equal(Conclusion.Block, (await b.CheckAsync(Samples.AirCheck())).Conclusion);
        await using var again = await StartAsync(_folderA);
        Assert.Equal(Conclusion.Block, (await again.CheckAsync(Samples.AirCheck())).Conclusion);
        await again.ApplyAsync(Samples.Describe(Samples.OtherPerson));
        var status = await again.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        Assert.Equal((3UL, 3UL, "always"), (status.HeadRevision, status.AppliedRevision, status.Durability));
    }

    [Fact]
    public async Task ApplyChanges_RepeatedOnTheOtherNode_AnswersTheFirstOutcomeAndAppendsNothing()
    {
        await InitialiseAsync();
        await using var a = await StartAsync(_folderA);
        await using var b = await StartAsync(_folderB);
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
        await MakeKeyAsync();

        Assert.Contains("creditq log init", await FailAsync(_folderA), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoKey_NeverMakesOne()
    {
        Assert.Contains("no key", await FailAsync(_folderA), StringComparison.Ordinal);
        Assert.False(File.Exists(_folderA.Key));
    }

    [Fact]
    public async Task Start_LogWithoutItsCatalogue_SaysWhatToDo()
    {
        await MakeKeyAsync();
        var key = Index.RegistryKey.FromFile(_folderA.Key)!;
        var options = new ChangeLogOptions { Redis = new RedisLogOptions { Endpoints = _redis.Endpoint } };
        await RedisLogSetup.InitialiseAsync(options, key.Check.ToByteArray(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, Token);

        Assert.Contains("creditq log init", await FailAsync(_folderA), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await InitAsync()).Code);
        await using var node = await StartAsync(_folderA);
    }

    [Fact]
    public async Task Start_RedisNotThere_WaitsAndStartsWhenItComes()
    {
        await InitialiseAsync();
        await _redis.KillAsync();

        var starting = StartAsync(_folderA);
        await Task.Delay(500, Token);
        Assert.False(starting.IsCompleted);
        await _redis.RestartAsync();

        await using var node = await starting.WaitAsync(NodeHost.Patience, Token);
        Assert.Contains(node.Log.Lines, static line => line.Contains("LogUnreachable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CheckSubject_RedisGone_GoesOn()
    {
        await InitialiseAsync();
        await using var node = await StartAsync(_folderA);
        await node.ApplyAsync(Samples.Describe(), Samples.Order());
        await _redis.KillAsync();

        Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);
        await _redis.RestartAsync();
        await ApplyInTimeAsync(node, Samples.Describe(Samples.OtherPerson));
    }

    [Fact]
    public async Task LogInit_Twice_ChangesNothing()
    {
        var (epoch, first) = await InitialiseAsync();

        var again = await InitAsync();
        var status = await RunAsync("log", "status", "--redis", _redis.Endpoint);

        Assert.Contains(epoch, first, StringComparison.Ordinal);
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
    public async Task LogCommand_WhatIsWrong_HasItsExitCode(int code, params string[] words) => Assert.Equal(code, (await RunAsync(words)).Code);

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
            catch (Grpc.Core.RpcException failure) when (failure.StatusCode == Grpc.Core.StatusCode.Unavailable)
            {
                await Task.Delay(50, Token);
            }
        }
    }

    private Task<NodeHost> StartAsync(NodeFolder folder) => NodeHost.StartAsync(folder, own: false, new TestClock { Now = TimeProvider.System.GetUtcNow() }, Settings());

    private (string Key, string Value)[] Settings() => [("Log:Kind", "Redis"), ("Log:Redis:Endpoints", _redis.Endpoint), ("RegistryKey:Path", _folderA.Key)];

    private async Task<string> FailAsync(NodeFolder folder)
    {
        var log = new LogRecorder();
        await using var app = NodeHost.Build(folder, new TestClock { Now = TimeProvider.System.GetUtcNow() }, log, Settings());
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

    private async Task<(string Epoch, string Output)> InitialiseAsync()
    {
        await MakeKeyAsync();
        var made = await InitAsync();
        Assert.True(made.Code == ExitCodes.Ok, made.Messages);
        using var socket = await _redis.ConnectAsync();
        return (await socket.SayAsync("HGET", "{creditquery:main}:head", "epoch"), made.Output);
    }

    private async Task MakeKeyAsync() => Assert.Equal(ExitCodes.Ok, (await RunAsync("key", "new", _folderA.Key)).Code);

    private Task<(int Code, string Output, string Messages)> InitAsync() => RunAsync(
        "log", "init", "--redis", _redis.Endpoint, "--key-file", _folderA.Key, "--catalogue", Path.Combine(AppContext.BaseDirectory, "catalogues", "cn-2026.yaml"));

    private static async Task<(int Code, string Output, string Messages)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var messages = new StringWriter();
        using var input = new StringReader("");
        var code = await CliApplication.RunAsync(words, new Terminal(output, messages, input, outputIsTerminal: false, errorIsTerminal: false), Token);
        return (code, output.ToString(), messages.ToString());
    }
}
