using CreditQuery.Benchmarks.Log;
using CreditQuery.Protos.V1;

namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>What checks cost on a node that a folder holds: <c>data</c>, <c>keys</c> and <c>sample/subjects.csv</c> (loadtests/README.md).</summary>
internal sealed class CheckCost : IDisposable
{
    private const string Service = "/creditquery.v1.CreditQueryService/";
    private const int WarmUp = 1_000_000;
    private const int BatchItems = 1000;
    private const int MostFrames = 1 << 18;

    private static readonly CheckSubjectRequest Common = new() { Scenario = "admin_license", Region = "999999" };

    private readonly ServerProcess _server;
    private readonly Uri _address;
    private readonly string[] _subjects;

    private CheckCost(ServerProcess server, Uri address, string[] subjects)
    {
        _server = server;
        _address = address;
        _subjects = subjects;
    }

    /// <summary>Starts the node on core 0 and waits until it answers.</summary>
    public static async Task<CheckCost> StartAsync(string folder, string http2)
    {
        var subjects = Choose(Path.Combine(folder, "sample", "subjects.csv"));
        var (query, registry) = (RedisForBenchmark.FreePort(), RedisForBenchmark.FreePort());
        var server = ServerProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "CreditQuery.Server.dll"),
            $"--Server:QueryEndpoint=127.0.0.1:{query}",
            $"--Server:RegistryEndpoint=127.0.0.1:{registry}",
            $"--Log:Path={Path.Combine(folder, "data", "log")}",
            $"--Index:Folder={Path.Combine(folder, "data", "index")}",
            $"--Watch:Journal={Path.Combine(folder, "data", "journal")}",
            $"--RegistryKey:Path={Path.Combine(folder, "keys", "registry.key")}",
            $"--Server:Http2={http2}");
        await server.WaitForAsync("subjects");
        return new CheckCost(server, new Uri($"http://127.0.0.1:{query}"), subjects);
    }

    /// <summary>Measures CheckSubject against the bare reply, then streams and batches.</summary>
    public async Task RunAsync((ServerProcess Server, Func<int, Task> Load) bare, int calls, int rounds)
    {
        byte[][] singles = [.. _subjects.Select(FrameOf)];
        byte[][] items = [.. _subjects.Select(static value => EchoServer.FrameOf(new StreamChecksRequest { Check = new() { Subject = Organisation(value) } }))];
        byte[][] batches = [.. _subjects.Chunk(BatchItems).Where(static part => part.Length == BatchItems).Select(part => EchoServer.FrameOf(Batch(Common, part)))];
        var opening = EchoServer.FrameOf(new StreamChecksRequest { Common = Common });

        Task Check(int count) => UnaryLoad.RunAsync(_address, Service + "CheckSubject", singles, count);
        Task Stream(int count) => StreamLoad.RunAsync(_address, Service + "StreamChecks", opening, items, count, 4);
        Task Batches(int count) => UnaryLoad.RunAsync(_address, Service + "BatchCheckSubjects", batches, count, 8, 1);

        await Check(WarmUp);
        await GrpcCostBenchmark.CompareAsync("CheckSubject", bare, (_server, Check), calls, rounds);
        await CompareWithSameBytesAsync(singles, (_server, Check), calls, rounds);
        await GrpcCostBenchmark.RateAsync("StreamChecks", _server, Stream, calls * 4, 1, rounds);
        await GrpcCostBenchmark.RateAsync("BatchCheckSubjects of 1,000", _server, Batches, Math.Max(400, calls / 100), BatchItems, rounds);
    }

    public void Dispose() => _server.Dispose();

    /// <summary>A request of CheckSubject about one organisation, with its prefix.</summary>
    public static byte[] FrameOf(string code)
    {
        var request = Common.Clone();
        request.Subject = Organisation(code);
        return EchoServer.FrameOf(request);
    }

    /// <summary>Compares with a bare reply that takes the same requests and sends as many bytes as the answers have on average.</summary>
    private async Task CompareWithSameBytesAsync(byte[][] requests, (ServerProcess Server, Func<int, Task> Load) check, int calls, int rounds)
    {
        const int Samples = 20_000;
        var bytes = (int)(await UnaryLoad.RunAsync(_address, Service + "CheckSubject", requests, Samples) / Samples);
        using var server = ServerProcess.Start(
            typeof(EchoServer).Assembly.Location, EchoServer.Command, "--reply-bytes", bytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var address = new Uri((await server.ReadLineAsync()).Split(' ')[0]);
        Task Bare(int count) => UnaryLoad.RunAsync(address, EchoServer.Say.FullName, requests, count);

        await Bare(WarmUp);
        await GrpcCostBenchmark.CompareAsync($"CheckSubject, bare reply of {bytes} bytes to {requests[0].Length}", (server, Bare), check, calls, rounds);
    }

    private static Subject Organisation(string code) => new() { Type = IdentifierType.Uscc, Value = code };

    private static BatchCheckSubjectsRequest Batch(CheckSubjectRequest common, string[] values)
    {
        var batch = new BatchCheckSubjectsRequest { Common = common };
        batch.Items.Add(values.Select(static value => new BatchItem { Subject = Organisation(value) }));
        return batch;
    }

    /// <summary>Organisations from all over the file, in random order: neighbours in time are not neighbours in the index.</summary>
    public static string[] Choose(string file)
    {
        var lines = File.ReadLines(file).Skip(1).Select(static line => line.Split(',').FirstOrDefault(static cell => cell.StartsWith("91999999", StringComparison.Ordinal)));
        var random = new Random(1);
        var chosen = new List<string>(MostFrames);
        var seen = 0;
        foreach (var code in lines.OfType<string>())
        {
            seen++;
            if (chosen.Count < MostFrames)
            {
                chosen.Add(code);
            }
            else if (random.Next(seen) is var at && at < MostFrames)
            {
                chosen[at] = code;
            }
        }

        var subjects = chosen.ToArray();
        random.Shuffle(subjects);
        return subjects.Length > BatchItems ? subjects : throw new InvalidOperationException($"{file} holds too few organisations.");
    }
}
