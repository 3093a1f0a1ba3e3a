using System.Diagnostics;
using System.Globalization;
using CreditQuery.Benchmarks.GrpcCost;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>What subscriptions cost at scale: the node on core 0, subscribers and writers on the other (<c>taskset -c 1</c>).</summary>
internal static class WatchBenchmark
{
    private const int StreamsPerConnection = 1_000;

    // Before anything is measured: the runtime compiles meanwhile.
    private const int WarmUpEvents = 1_000_000;
    private const int WarmUpEntries = 20_000;

    /// <summary>Runs the parts that are named; empty: all.</summary>
    public static async Task<int> RunAsync(string part, int subscribers, int appends, int transitions, int behind)
    {
        if (part is "" or "fan")
        {
            await FanAsync(subscribers, appends);
        }

        if (part is "" or "stop")
        {
            await FanAsync(1_000, appends * 4);
        }

        if (part is "" or "memory")
        {
            await MemoryAsync(subscribers);
        }

        if (part is "" or "midnight")
        {
            await MidnightAsync(transitions, readers: 1);
            await MidnightAsync(transitions, readers: 4);
        }

        if (part is "" or "isolation")
        {
            await using var bench = await NodeUnderTest.StartAsync();
            await new WatchIsolation(bench, behind).RunAsync();
        }

        if (part is "" or "drain")
        {
            await DrainAsync(subscribers);
        }

        return 0;
    }

    // From the signal to the last token, and to the end of the server.
    private static async Task DrainAsync(int subscribers)
    {
        await using var bench = await NodeUnderTest.StartAsync();
        using var crowd = new Crowd();
        crowd.Open(bench.Query, WatchChanges.Path, WatchChanges.Requests(), subscribers / StreamsPerConnection, StreamsPerConnection);
        await crowd.WaitForAsync(WatchChanges.ProgressKind, subscribers);
        var stopped = await bench.StopAsync();
        var (told, ended) = (crowd.CountOf(WatchChanges.GoingAwayKind), crowd.EndedStreams);
        Say($"drain of {subscribers} open streams: stopped after {stopped.TotalMilliseconds:F0} ms, {told} tokens, {ended} streams ended");
    }

    // Everybody is told of each append: an entry of a black list, and the incentive that it stops.
    private static async Task FanAsync(int subscribers, int appends)
    {
        const int EventsOfOne = 2;
        var warmUp = WarmUpEvents / subscribers;
        await using var bench = await NodeUnderTest.StartAsync();
        await WatchChanges.ApplyAsync(bench.Registry, Enumerable.Range(0, appends + warmUp).Select(static n => WatchChanges.Entry(n, "model_of_integrity", "2026-06-01", "red")));
        using var crowd = new Crowd();
        crowd.Open(bench.Query, WatchChanges.Path, WatchChanges.Requests(), (subscribers + StreamsPerConnection - 1) / StreamsPerConnection, Math.Min(subscribers, StreamsPerConnection));
        await crowd.WaitForAsync(WatchChanges.ProgressKind, subscribers);

        var (all, first, last, answered, since) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (measuredFrom, processor) = (0L, TimeSpan.Zero);
        for (var n = 0; n < appends + warmUp; n++)
        {
            if (n == warmUp)
            {
                (measuredFrom, processor) = (Stopwatch.GetTimestamp(), (await bench.StateAsync()).Processor);
            }

            crowd.Expect(subscribers * EventsOfOne);
            var started = Stopwatch.GetTimestamp();
            await WatchChanges.ApplyAsync(bench.Registry, [WatchChanges.Entry(n, "market_serious_violation", "2026-06-01", "black")]);
            var answer = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var arrivals = await crowd.ArrivalsAsync(TimeSpan.FromSeconds(10));
            if (arrivals.Length != subscribers * EventsOfOne)
            {
                throw new InvalidOperationException($"{arrivals.Length} of {subscribers * EventsOfOne} events arrived.");
            }

            if (n >= warmUp)
            {
                answered.Add(answer);
                first.Add(Stopwatch.GetElapsedTime(started, arrivals[0]).TotalMilliseconds - answer);
                last.Add(Stopwatch.GetElapsedTime(started, arrivals[^1]).TotalMilliseconds);
                since.AddRange(arrivals.Where(static (_, at) => at % EventsOfOne == 1).Select(arrival => Stopwatch.GetElapsedTime(started, arrival).TotalMilliseconds - answer));
                all.AddRange(arrivals.Where(static (_, at) => at % EventsOfOne == 1).Select(arrival => Stopwatch.GetElapsedTime(started, arrival).TotalMilliseconds));
            }

            await Task.Delay(Math.Max(20, subscribers / 50));
        }

        var used = (await bench.StateAsync()).Processor - processor;
        Print($"{subscribers} subscribers, {appends} appends: from the call of the append to the event at a subscriber", all);
        Print("  to the last subscriber", last);
        Print("  to the answer of the append", answered);
        Print("  from that answer to the event", since);
        Print("  from that answer to the first event of all", first);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"  processor time of the node per subscriber and append (two events), progress included: {used.TotalMicroseconds / ((double)appends * subscribers):F1} us, {used / Stopwatch.GetElapsedTime(measuredFrom):P0} of a core"));
    }

    private static async Task MemoryAsync(int subscribers)
    {
        var connections = subscribers / StreamsPerConnection;
        byte[][] idle = [EchoServer.FrameOf(new StringValue { Value = "idle" })];
        var bare = await HeldAsync(WatchNode.Idle.FullName, idle, connections, kind: 1);
        var subscribed = await HeldAsync(WatchChanges.Path, WatchChanges.Requests(), connections, WatchChanges.ProgressKind);
        Say($"memory per stream, {subscribers} open: heap {bare.Heap:F1} kB without, {subscribed.Heap:F1} kB with a subscription, "
            + $"{subscribed.Heap - bare.Heap:F1} kB for it; resident {bare.Resident:F1} and {subscribed.Resident:F1} kB, {subscribed.Resident - bare.Resident:F1} kB");
    }

    private static async Task<(double Heap, double Resident)> HeldAsync(string path, byte[][] requests, int connections, int kind)
    {
        await using var bench = await NodeUnderTest.StartAsync();
        using (var warm = new Crowd())
        {
            warm.Open(bench.Query, path, requests, 1, 100);
            await warm.WaitForAsync(kind, 100);
        }

        await Task.Delay(500);
        var before = await bench.StateAsync();
        using var crowd = new Crowd();
        crowd.Open(bench.Query, path, requests, connections, StreamsPerConnection);
        await crowd.WaitForAsync(kind, connections * StreamsPerConnection);
        await Task.Delay(1_000);
        var after = await bench.StateAsync();
        var streams = connections * StreamsPerConnection * 1024.0;
        return ((after.Heap - before.Heap) / streams, (after.Resident - before.Resident) / streams);
    }

    private static async Task MidnightAsync(int transitions, int readers)
    {
        await using var bench = await NodeUnderTest.StartAsync();
        string[] days = ["2026-06-16", "2026-06-17"];
        foreach (var day in days)
        {
            await WatchChanges.ApplyAsync(bench.Registry, Enumerable.Range(0, transitions).Select(n => WatchChanges.Entry(n, "abnormal_operation", day, day)));
        }

        using var crowd = new Crowd();
        crowd.Open(bench.Query, WatchChanges.Path, WatchChanges.Requests(), readers, 1);
        await crowd.WaitForAsync(WatchChanges.ProgressKind, readers);
        crowd.Expect(WarmUpEntries * readers);
        await WatchChanges.ApplyAsync(bench.Registry, Enumerable.Range(transitions, WarmUpEntries).Select(static n => WatchChanges.Entry(n, "abnormal_operation", "2026-06-01")));
        await crowd.ArrivalsAsync(TimeSpan.FromSeconds(30));
        using var stop = new CancellationTokenSource();
        var probe = new CheckProbe(bench.Checks);
        var probing = probe.RunAsync(stop.Token);
        foreach (var day in days)
        {
            await Task.Delay(TimeSpan.FromSeconds(10));
            await MidnightAsync(bench, crowd, probe, transitions, readers);
        }

        await stop.CancelAsync();
        await probing;
    }

    private static async Task MidnightAsync(NodeUnderTest bench, Crowd crowd, CheckProbe probe, int transitions, int readers)
    {
        var lead = TimeSpan.FromSeconds(4);
        crowd.Expect(transitions * readers);
        var midnightUtc = await bench.MidnightAfterAsync(lead);
        var midnight = Stopwatch.GetTimestamp() + ((midnightUtc - DateTime.UtcNow).Ticks * Stopwatch.Frequency / TimeSpan.TicksPerSecond);
        var arrivals = await crowd.ArrivalsAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(200);
        if (arrivals.Length != transitions * readers)
        {
            throw new InvalidOperationException($"{arrivals.Length} of {transitions * readers} events arrived.");
        }

        double After(long at) => (double)(at - midnight) * 1000 / Stopwatch.Frequency;
        var quiet = probe.Between(midnight - (3 * Stopwatch.Frequency), midnight - (Stopwatch.Frequency / 2));
        var busy = probe.Between(midnight, arrivals[^1]);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"midnight, {transitions} transitions, {readers} subscribers: first after {After(arrivals[0]):F1} ms, last after {After(arrivals[^1]):F0} ms; checks before p50 {quiet.P50:F2} p99 {quiet.P99:F2} max {quiet.Max:F1} ms ({quiet.Count}), meanwhile p50 {busy.P50:F2} p99 {busy.P99:F2} max {busy.Max:F1} ms ({busy.Count})"));
    }

    private static void Print(string what, List<double> milliseconds)
    {
        milliseconds.Sort();
        double At(double share) => milliseconds[Math.Min(milliseconds.Count - 1, (int)(milliseconds.Count * share))];
        Say(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {At(0.5):F1} ms, p99 {At(0.99):F1} ms, most {milliseconds[^1]:F1} ms"));
    }

    private static void Say(string line) => Console.Out.WriteLine(line);
}
