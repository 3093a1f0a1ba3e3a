namespace CreditQuery.Log.Redis;

/// <summary>Names of what a registry keeps in Redis; one hash tag, so that all of it lies in one slot.</summary>
/// <param name="registry">Name of the registry.</param>
internal sealed class RedisKeys(string registry)
{
    private readonly string _prefix = $"{{creditquery:{registry}}}:";

    /// <summary>The stream: an entry <c>revision-0</c> with one field <c>e</c> per event.</summary>
    public string Log => _prefix + "log";

    /// <summary>The header, a hash.</summary>
    public string Head => _prefix + "head";

    /// <summary>The channel on which the append script publishes each event.</summary>
    public string Events => _prefix + "events";

    /// <summary>What is kept of a change id for seven days.</summary>
    public string OfChange(ChangeId id) => $"{_prefix}id:{id}";
}
