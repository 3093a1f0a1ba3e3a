using System.Diagnostics;
using System.Globalization;
using CreditQuery.Server;
using CreditQuery.Server.Hosting;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>A node in a process of its own whose clock can be set, with one method beside that keeps a stream open and does nothing else.</summary>
internal static class WatchNode
{
    public const string Command = "watch-node";

    /// <summary>Opens a stream, sends one message and waits for its end: what a stream costs without a subscription.</summary>
    public static readonly Method<StringValue, StringValue> Idle = new(MethodType.ServerStreaming, "benchmark.Idle", "Wait", Marshaller(), Marshaller());

    /// <summary>Serves until the standard input ends. Prints the addresses of query and registry; then answers <c>state</c>, <c>midnight MS</c> and <c>stop</c>.</summary>
    /// <param name="folder">Data and key.</param>
    /// <param name="settings">Settings beside the defaults, as on the command line.</param>
    public static async Task<int> RunAsync(string folder, string[] settings)
    {
        var time = new ShiftedTime();
        await using var app = Build(folder, settings, time);
        await app.StartAsync();
        var node = app.Services.GetRequiredService<Node>();
        while (node.Parts is null)
        {
            await Task.Delay(10);
        }

        var ports = app.Services.GetRequiredService<BoundPorts>();
        await Console.Out.WriteLineAsync($"{ports.Query} {ports.Registry}");
        while (await ReadLineAsync() is { } line)
        {
            if (line == "stop")
            {
                await app.StopAsync();
                await Console.Out.WriteLineAsync("stopped");
                return 0;
            }

            await Console.Out.WriteLineAsync(line.Split(' ') is ["midnight", var ms]
                ? time.MidnightAfter(TimeSpan.FromMilliseconds(int.Parse(ms, CultureInfo.InvariantCulture))).ToString(CultureInfo.InvariantCulture)
                : State());
        }

        await app.StopAsync();
        return 0;
    }

    // The console's reader blocks whoever reads: of a node with one core it would be the pool's only worker.
    private static Task<string?> ReadLineAsync() =>
        Task.Factory.StartNew(Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // Bytes of the heap after a collection, bytes resident, milliseconds of processor time.
    private static string State()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"{heap} {process.WorkingSet64} {(long)process.TotalProcessorTime.TotalMilliseconds}");
    }

    private static WebApplication Build(string folder, string[] settings, ShiftedTime time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Server:QueryEndpoint"] = "127.0.0.1:0",
            ["Server:RegistryEndpoint"] = "127.0.0.1:0",
            ["Log:Path"] = Path.Combine(folder, "log"),
            ["Index:Folder"] = Path.Combine(folder, "index"),
            ["Watch:Journal"] = Path.Combine(folder, "journal"),
            ["RegistryKey:Path"] = Path.Combine(folder, "registry.key"),
            ["Index:RecordMemoryBytes"] = "536870912",
            ["Index:HashTableBytes"] = "16777216",
        });
        builder.Configuration.AddCommandLine(settings);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddCreditQuery();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapCreditQuery();
        app.MapGrpcService(ServerServiceDefinition.CreateBuilder().AddMethod(Idle, WaitAsync).Build());
        return app;
    }

    private static async Task WaitAsync(StringValue request, IServerStreamWriter<StringValue> responses, ServerCallContext context)
    {
        await responses.WriteAsync(request);
        var ended = new TaskCompletionSource();
        await using var end = context.CancellationToken.Register(ended.SetResult);
        await ended.Task;
    }

    private static Marshaller<StringValue> Marshaller() => Marshallers.Create(
        static (value, context) => context.Complete(Google.Protobuf.MessageExtensions.ToByteArray(value)),
        static context => StringValue.Parser.ParseFrom(context.PayloadAsNewBuffer()));
}
