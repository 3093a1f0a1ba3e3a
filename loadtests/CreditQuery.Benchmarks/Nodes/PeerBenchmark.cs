using System.Diagnostics;
using System.Globalization;
using CreditQuery.Benchmarks.GrpcCost;
using CreditQuery.Protos.V1;

namespace CreditQuery.Benchmarks.Nodes;

/// <summary>A node without an index that takes a peer's checkpoint: how long until it answers, and what its transfer costs the checks of the peer.</summary>
internal static class PeerBenchmark
{
    private const string Check = "/creditquery.v1.CreditQueryService/CheckSubject";
    private const int WarmUp = 1_000_000;

    /// <summary>Measures.</summary>
    /// <param name="node">Folder of a node, as in <see cref="CheckCost"/>; nothing in it is changed but what a start and a checkpoint change.</param>
    /// <param name="calls">Calls of each round.</param>
    /// <param name="rounds">Rounds.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string node, int calls, int rounds)
    {
        var data = Path.Combine(node, "data");
        var keyFile = Path.Combine(node, "keys", "registry.key");
        using var peer = await BenchmarkNode.StartAsync("0", data, keyFile, "--Replication:AllowLoopbackWithoutTls=true");
        var folder = Directory.CreateTempSubdirectory("creditquery-peer-").FullName;
        CopyLog(Path.Combine(data, "log"), Path.Combine(folder, "log"));
        string[] settings = [$"--Replication:From={peer.RegistryAddress}", "--Replication:AllowLoopbackWithoutTls=true"];

        var started = Stopwatch.GetTimestamp();
        using (await BenchmarkNode.StartAsync("1", folder, keyFile, settings))
        {
            Say($"a node without an index answers after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        }

        byte[][] frames = [.. CheckCost.Choose(Path.Combine(node, "sample", "subjects.csv")).Select(CheckCost.FrameOf)];
        Task Load(int count) => UnaryLoad.RunAsync(peer.QueryAddress, Check, frames, count);
        await Load(WarmUp);
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var alone = await CostAsync(peer, Load, calls);
            using var stop = new CancellationTokenSource();
            var bytes = ReadAsync(peer, stop.Token);
            var beside = await CostAsync(peer, Load, calls);
            await stop.CancelAsync();
            ratios.Add(beside.Microseconds / alone.Microseconds);
            Say($"round {round}: {alone.Microseconds:0.00} us a check alone, {beside.Microseconds:0.00} us beside a transfer of {await bytes / beside.Seconds / (1 << 20):0} MiB/s, ratio {ratios[^1]:0.000}");
        }

        ratios.Sort();
        Say($"median ratio {ratios[rounds / 2]:0.000}");
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    // Takes the checkpoint again and again, and throws it away.
    private static async Task<double> ReadAsync(BenchmarkNode peer, CancellationToken stop)
    {
        var bytes = 0.0;
        try
        {
            while (true)
            {
                using var call = peer.Replication.Snapshot(new SnapshotRequest(), cancellationToken: stop);
                while (await call.ResponseStream.MoveNext(stop))
                {
                    bytes += call.ResponseStream.Current.CalculateSize();
                }
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return bytes;
        }
    }

    private static async Task<(double Microseconds, double Seconds)> CostAsync(BenchmarkNode peer, Func<int, Task> load, int calls)
    {
        var used = peer.Process.ProcessorTime;
        var watch = Stopwatch.StartNew();
        await load(calls);
        return ((peer.Process.ProcessorTime - used).TotalMicroseconds / calls, watch.Elapsed.TotalSeconds);
    }

    private static void CopyLog(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(static file => Path.GetFileName(file) != "lock"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
