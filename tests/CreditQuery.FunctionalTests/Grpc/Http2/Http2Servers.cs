using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>One probe server of each kind for the tests of a class: a rule of HTTP/2 holds whoever keeps it.</summary>
public sealed class Http2Servers : IAsyncDisposable
{
    public const string Kestrel = "Kestrel";

    private readonly ConcurrentDictionary<string, Lazy<Task<ProbeServer>>> _servers = new(StringComparer.Ordinal);

    /// <summary>The kinds of servers.</summary>
    internal static IReadOnlyList<string> Kinds { get; } = [Kestrel, "Own"];

    public static TheoryData<string> All => [.. Kinds];

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await (await server.Value).DisposeAsync();
        }
    }

    /// <summary>Every kind with every name, but for those where Kestrel is known to do something else.</summary>
    internal static TheoryData<string, string> With(IEnumerable<string> names, params string[] otherwiseInKestrel)
    {
        var data = new TheoryData<string, string>();
        foreach (var name in names)
        {
            foreach (var kind in Kinds.Where(k => k != Kestrel || !otherwiseInKestrel.Contains(name)))
            {
                data.Add(kind, name);
            }
        }

        return data;
    }

    /// <summary>A server of one's own: a test that has handlers of its own.</summary>
    internal static Task<ProbeServer> StartAsync(
        string kind,
        Probe? probe = null,
        Action<IEndpointRouteBuilder>? map = null,
        bool allowErrors = false,
        Action<KestrelServerOptions>? kestrelOptions = null)
    {
        Assert.Contains(kind, Kinds);
        return ProbeServer.StartAsync(probe, map: map, allowErrors: allowErrors, kestrelOptions: kestrelOptions, isOwnHttp2: kind != Kestrel);
    }

    /// <summary>The shared server of a kind.</summary>
    internal Task<ProbeServer> GetAsync(string kind) => _servers.GetOrAdd(kind, static k => new Lazy<Task<ProbeServer>>(() => StartAsync(k, WithHeldCalls()))).Value;

    /// <summary>Echoes, but for calls of the server stream: they last until they are cancelled.</summary>
    private static Probe WithHeldCalls() => new()
    {
        ServerStream = static async (_, _, context) =>
        {
            var cancelled = new TaskCompletionSource();
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
        },
    };
}
