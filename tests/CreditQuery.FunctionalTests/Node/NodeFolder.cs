using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Folder of a node under test: data and key; deleted at the end. Several hosts may use it one after the other.</summary>
internal sealed class NodeFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("creditquery-node-").FullName;

    public string Log => Path.Combine(Root, "data", "log");

    public string Index => Path.Combine(Root, "data", "index");

    public string Journal => Path.Combine(Root, "data", "journal");

    public string Key => Path.Combine(Root, "keys", "registry.key");

    /// <summary>Changes the services of each node in this process that starts here: a failing disk, a failing machine.</summary>
    public Action<IServiceCollection>? Configure { get; set; }

    public Dictionary<string, string?> Settings() => new()
    {
        ["Server:QueryEndpoint"] = "127.0.0.1:0",
        ["Server:RegistryEndpoint"] = "127.0.0.1:0",
        ["Log:Path"] = Log,
        ["Index:Folder"] = Index,
        ["Watch:Journal"] = Journal,
        ["Index:RecordMemoryBytes"] = "67108864",
        ["Index:HashTableBytes"] = "1048576",
        ["RegistryKey:Path"] = Key,
    };

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
