using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>What gRPC costs: the server's processor time, in alternation with a bare Kestrel reply, in one run.</summary>
internal static class GrpcCostBenchmark
{
    private const int WarmUp = 1_000_000;

    /// <summary>Runs.</summary>
    /// <param name="calls">Calls of each round and side.</param>
    /// <param name="rounds">Rounds; the median counts.</param>
    /// <param name="part">unary, echo, client or checks; empty for all.</param>
    /// <param name="node">Folder of a node to measure checks on, see <see cref="CheckCost"/>; null for none.</param>
    /// <param name="http2">Whose HTTP/2 the node has: Own or Kestrel.</param>
    public static async Task<int> RunAsync(int calls, int rounds, string part, string? node, string http2)
    {
        using var server = ServerProcess.Start(typeof(GrpcCostBenchmark).Assembly.Location, EchoServer.Command);
        var addresses = (await server.ReadLineAsync()).Split(' ');
        var (bare, grpc, own) = (new Uri(addresses[0]), new Uri(addresses[1]), new Uri(addresses[2]));
        Task Bare(int count) => UnaryLoad.RunAsync(bare, EchoServer.Say.FullName, [EchoServer.Frame], count);
        Task Say(int count) => UnaryLoad.RunAsync(grpc, EchoServer.Say.FullName, [EchoServer.Frame], count);
        Task SayOwn(int count) => UnaryLoad.RunAsync(own, EchoServer.Say.FullName, [EchoServer.Frame], count);

        bool Wants(string name) => part.Length == 0 || part == name;
        if (Wants("unary") || Wants("checks"))
        {
            await Bare(WarmUp);
        }

        if (Wants("unary"))
        {
            await Say(WarmUp);
            await CompareAsync("trivial unary over Kestrel's HTTP/2", (server, Bare), (server, Say), calls, rounds);
            await AllocationAsync(server, Say, calls);
            await SayOwn(WarmUp);
            await CompareAsync("trivial unary", (server, Bare), (server, SayOwn), calls, rounds);
            await AllocationAsync(server, SayOwn, calls);
        }

        if (Wants("echo"))
        {
            await EchoAsync("Kestrel's HTTP/2", server, grpc, calls * 10, rounds);
            await EchoAsync("our own HTTP/2", server, own, calls * 10, rounds);
        }

        if (Wants("client"))
        {
            await GrpcClientBenchmark.RunAsync(grpc, calls / 2, rounds);
        }

        if (Wants("checks") && node is not null)
        {
            using var checks = await CheckCost.StartAsync(node, http2);
            await checks.RunAsync((server, Bare), calls, rounds);
        }

        return 0;
    }

    /// <summary>Alternates between two loads and tells the ratio of the processor times of their servers.</summary>
    public static async Task CompareAsync(
        string what, (ServerProcess Server, Func<int, Task> Load) bare, (ServerProcess Server, Func<int, Task> Load) other, int calls, int rounds)
    {
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var first = await CostAsync(bare.Server, bare.Load, calls);
            var second = await CostAsync(other.Server, other.Load, calls);
            ratios.Add(second.Microseconds / first.Microseconds);
            await TellAsync($"{what}, round {round}: bare {first.Microseconds:F2} us {first.Rate:N0}/s, {second.Microseconds:F2} us {second.Rate:N0}/s, ratio {ratios[^1]:F3}");
        }

        ratios.Sort();
        await TellAsync($"{what}: median ratio {ratios[rounds / 2]:F3}");
    }

    /// <summary>Tells how many messages the server takes per second, and per second of its processor time.</summary>
    public static async Task RateAsync(string what, ServerProcess server, Func<int, Task> load, int calls, int messagesPerCall, int rounds)
    {
        await load(calls);
        for (var round = 1; round <= rounds; round++)
        {
            var cost = await CostAsync(server, load, calls);
            await TellAsync($"{what}, round {round}: {cost.Rate * messagesPerCall:N0}/s, {1e6 / cost.Microseconds * messagesPerCall:N0} per second of processor time");
        }
    }

    public static Task TellAsync(FormattableString line) => Console.Out.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));

    private static async Task EchoAsync(string what, ServerProcess server, Uri address, int messages, int rounds)
    {
        // A string of 62 bytes is a message of 64.
        byte[][] frames = [EchoServer.FrameOf(new StringValue { Value = new string('e', 62) })];
        await RateAsync(
            $"echo of 64 bytes on one stream, {what}", server, count => StreamLoad.RunAsync(address, EchoServer.Chat.FullName, [], frames, count, 1), messages, 1, rounds);
    }

    private static async Task AllocationAsync(ServerProcess server, Func<int, Task> load, int calls)
    {
        var before = long.Parse(await server.AskAsync("allocated"), CultureInfo.InvariantCulture);
        await load(calls);
        var after = long.Parse(await server.AskAsync("allocated"), CultureInfo.InvariantCulture);
        await TellAsync($"trivial unary: {(after - before) / (double)calls:F1} bytes allocated per call");
    }

    private static async Task<(double Microseconds, double Rate)> CostAsync(ServerProcess server, Func<int, Task> load, int calls)
    {
        var used = server.ProcessorTime;
        var watch = Stopwatch.StartNew();
        await load(calls);
        return ((server.ProcessorTime - used).TotalMicroseconds / calls, calls / watch.Elapsed.TotalSeconds);
    }
}
