using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.FunctionalTests.Node;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>A registry whose log lies in a Redis of the test's own, made as an operator makes it; nodes on it.</summary>
internal sealed class OperatorRegistry : IAsyncDisposable
{
    private readonly List<NodeFolder> _folders = [];
    private readonly NodeFolder _keys = new();

    private OperatorRegistry(RedisProcess redis) => Redis = redis;

    public RedisProcess Redis { get; }

    public string KeyFile => _keys.Key;

    public static string CatalogueFile => Path.Combine(AppContext.BaseDirectory, "catalogues", "cn-2026.yaml");

    /// <summary>Makes key, epoch and first catalogue.</summary>
    public static async Task<OperatorRegistry> MakeAsync()
    {
        var registry = await StartAsync();
        await registry.MakeKeyAsync();
        var made = await registry.InitialiseAsync();
        Assert.True(made.Code == ExitCodes.Ok, made.Messages);
        return registry;
    }

    /// <summary>Redis alone.</summary>
    public static async Task<OperatorRegistry> StartAsync() => new(await RedisProcess.StartDurableAsync());

    public async Task MakeKeyAsync() => Assert.Equal(ExitCodes.Ok, (await RunAsync("key", "new", KeyFile)).Code);

    public Task<(int Code, string Output, string Messages)> InitialiseAsync() =>
        RunAsync("log", "init", "--redis", Redis.Endpoint, "--key-file", KeyFile, "--catalogue", CatalogueFile);

    /// <summary>A folder of a node, deleted at the end.</summary>
    public NodeFolder NewFolder()
    {
        var folder = new NodeFolder();
        _folders.Add(folder);
        return folder;
    }

    public (string Key, string Value)[] Settings => [("Log:Kind", "Redis"), ("Log:Redis:Endpoints", Redis.Endpoint), ("RegistryKey:Path", KeyFile)];

    /// <summary>A clock that stands at the machine's time, which is that of Redis.</summary>
    public static TestClock ClockOfRedis() => new() { Now = TimeProvider.System.GetUtcNow() };

    public Task<NodeHost> StartNodeAsync(NodeFolder? folder = null) =>
        NodeHost.StartAsync(folder ?? NewFolder(), own: false, ClockOfRedis(), Settings);

    public static async Task<(int Code, string Output, string Messages)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var messages = new StringWriter();
        using var input = new StringReader("");
        var terminal = new Terminal(output, messages, input, outputIsTerminal: false, errorIsTerminal: false);
        var code = await CliApplication.RunAsync(words, terminal, TestContext.Current.CancellationToken);
        return (code, output.ToString(), messages.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        _keys.Dispose();
        foreach (var folder in _folders)
        {
            folder.Dispose();
        }
    }
}
