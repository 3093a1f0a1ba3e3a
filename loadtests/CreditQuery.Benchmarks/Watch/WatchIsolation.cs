using System.Diagnostics;
using System.Globalization;
using CreditQuery.Benchmarks.GrpcCost;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>What one subscriber far behind, one that never reads and one that comes and goes cost everybody else, in one run: quiet and troubled turns alternate.</summary>
internal sealed class WatchIsolation(NodeUnderTest bench, int behind)
{
    private const int Subscribers = 100;
    private const int Turns = 3;
    private const int Appends = 150;
    private const int UnderWay = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(2);

    private int _unit;

    public async Task RunAsync()
    {
        var start = await TokenAsync();
        await FallBehindAsync();
        using var crowd = new Crowd();
        crowd.Open(bench.Query, WatchChanges.Path, WatchChanges.Requests(), 1, Subscribers);
        await crowd.WaitForAsync(WatchChanges.ProgressKind, Subscribers);
        await TurnAsync(crowd);
        List<Turn> quiet = [], troubled = [];
        for (var n = 0; n < Turns; n++)
        {
            quiet.Add(await TurnAsync(crowd));
            troubled.Add(await TroubledAsync(crowd, start));
        }

        Say("append to its answer", [.. quiet.SelectMany(static t => t.Answered)], [.. troubled.SelectMany(static t => t.Answered)]);
        Say($"append to the event at each of {Subscribers} subscribers", [.. quiet.SelectMany(static t => t.Told)], [.. troubled.SelectMany(static t => t.Told)]);
    }

    private async Task<ByteString> TokenAsync()
    {
        using var channel = GrpcChannel.ForAddress(bench.Query);
        var request = new WatchRequest { Mode = WatchMode.FromNow, ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)) };
        using var call = new StatusWatchService.StatusWatchServiceClient(channel).Watch(request);
        await call.ResponseStream.MoveNext(CancellationToken.None);
        return call.ResponseStream.Current.Progress.Token;
    }

    private async Task FallBehindAsync()
    {
        using var free = new SemaphoreSlim(UnderWay);
        for (var n = 0; n < behind; n++)
        {
            await free.WaitAsync();
            _ = AppendAsync(free);
        }

        for (var n = 0; n < UnderWay; n++)
        {
            await free.WaitAsync();
        }
    }

    private async Task AppendAsync(SemaphoreSlim free)
    {
        await AppendAsync();
        free.Release();
    }

    private Task AppendAsync() => WatchChanges.ApplyAsync(bench.Registry, [WatchChanges.Entry(Interlocked.Increment(ref _unit), "abnormal_operation", "2026-06-01")]);

    private async Task<Turn> TurnAsync(Crowd crowd)
    {
        var turn = new Turn([], []);
        for (var n = 0; n < Appends; n++)
        {
            crowd.Expect(Subscribers);
            var started = Stopwatch.GetTimestamp();
            await AppendAsync();
            turn.Answered.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            var arrivals = await crowd.ArrivalsAsync(TimeSpan.FromSeconds(30));
            turn.Told.AddRange(arrivals.Select(arrival => Stopwatch.GetElapsedTime(started, arrival).TotalMilliseconds));
            await Task.Delay(Pause);
        }

        return turn;
    }

    private async Task<Turn> TroubledAsync(Crowd crowd, ByteString start)
    {
        using var trouble = ServerProcess.StartOn(
            "1",
            typeof(WatchTrouble).Assembly.Location,
            [WatchTrouble.Command, "--address", $"{bench.Query}", "--token", start.ToBase64(), "--behind", behind.ToString(CultureInfo.InvariantCulture)],
            niceness: 19);
        await trouble.ReadLineAsync();
        await Task.Delay(Warming);
        var (before, started) = (await bench.StateAsync(), Stopwatch.GetTimestamp());
        var turn = await TurnAsync(crowd);
        var used = (await bench.StateAsync()).Processor - before.Processor;
        Console.Out.WriteLine($"  meanwhile {await trouble.AskAsync("")}; the node used {used / Stopwatch.GetElapsedTime(started):P0} of its core");
        return turn;
    }

    private static void Say(string what, double[] quiet, double[] troubled)
    {
        Array.Sort(quiet);
        Array.Sort(troubled);
        static double At(double[] of, double share) => of[Math.Min(of.Length - 1, (int)(of.Length * share))];
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: quiet p50 {At(quiet, 0.5):F2} p99 {At(quiet, 0.99):F2} ms, troubled p50 {At(troubled, 0.5):F2} p99 {At(troubled, 0.99):F2} ms, ratios {At(troubled, 0.5) / At(quiet, 0.5):F2} and {At(troubled, 0.99) / At(quiet, 0.99):F2}"));
    }

    private sealed record Turn(List<double> Answered, List<double> Told);
}
