using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CreditQuery.Benchmarks.Index;
using CreditQuery.Index;
using CreditQuery.Log;

namespace CreditQuery.Benchmarks.Log;

/// <summary>The log in Redis: appends of one change, how soon another node sees them, and catching up.</summary>
/// <remarks>Redis and the program share the machine. Figures are per second of the clock and, where other work runs beside, per second of processor time.</remarks>
internal static class RedisLogBenchmark
{
    private const int RowsPerSet = 500;
    private const int PacedPerSecond = 5_000;

    private static readonly byte[] One = new byte[256];

    /// <summary>Measures all parts.</summary>
    /// <param name="events">Events of each part; of the part with sets of 500 so many times 15 changes.</param>
    /// <param name="fsync">When Redis flushes its append-only file: always, everysec, no; none: without the file.</param>
    /// <param name="catalogue">Catalogue file.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(int events, string fsync, string catalogue)
    {
        await using var redis = new RedisForBenchmark(fsync);
        await using var log = await redis.OpenAsync("ones", RedisForBenchmark.KeyCheck);
        Say($"durability {log.Durability}, {Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Trim()}");
        await AppendAsync(log, redis, 64, events / 10, quiet: true);
        foreach (var writers in new[] { 1, 64, 1_024 })
        {
            await AppendAsync(log, redis, writers, writers == 1 ? events / 10 : events, quiet: false);
        }

        await SeeAsync(redis, log, seconds: 10);
        await ReadAsync(redis, "ones", "sets of one, 256 bytes", rowsPerSet: 1);
        await CatchUpAsync(redis, "large", events * 15, RowsPerSet, catalogue);
        await CatchUpAsync(redis, "small", events, 1, catalogue);
        return 0;
    }

    private static async Task AppendAsync(RedisChangeLog log, RedisForBenchmark redis, int writers, int events, bool quiet)
    {
        var latencies = new ConcurrentBag<double>();
        var meter = new Meter(redis);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < events / writers; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await log.AppendAsync(One, ChangeId.New(TimeProvider.System), "benchmark", default);
                latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        })));
        if (!quiet)
        {
            Say($"append, {writers} writers: {meter.Tell(events / writers * writers, "sets")}, {Percentiles(latencies)}");
        }
    }

    // Another connection follows, as another node does; the delay is from the acknowledgement to the event in the reader.
    private static async Task SeeAsync(RedisForBenchmark redis, RedisChangeLog log, int seconds)
    {
        await using var follower = await redis.OpenAsync("ones", RedisForBenchmark.KeyCheck);
        using var reader = follower.Follow(log.Head.Revision, log.Head.Chain);
        var first = log.Head.Revision + 1;
        var acknowledged = new long[PacedPerSecond * seconds];
        var seen = new long[acknowledged.Length];
        var following = Task.Run(async () =>
        {
            while (reader.Position < first - 1 + (ulong)seen.Length && await reader.WaitToReadAsync(default))
            {
                while (reader.TryRead(out var next))
                {
                    seen[next.Revision - first] = Stopwatch.GetTimestamp();
                }
            }
        });
        var appends = new List<Task>(acknowledged.Length);
        var started = Stopwatch.GetTimestamp();
        while (appends.Count < acknowledged.Length)
        {
            var due = Math.Min(acknowledged.Length, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * PacedPerSecond));
            while (appends.Count < due)
            {
                appends.Add(AppendOneAsync());
            }

            await Task.Delay(1);
        }

        await Task.WhenAll(appends);
        var took = Stopwatch.GetElapsedTime(started);
        await following;
        var delays = acknowledged.Zip(seen, static (told, saw) => Math.Max(0, (saw - told) * 1000.0 / Stopwatch.Frequency));
        Say($"append paced at {PacedPerSecond}/s, {seen.Length / took.TotalSeconds:N0}/s reached, acknowledged to seen by another connection: {Percentiles(delays)}");

        async Task AppendOneAsync()
        {
            var receipt = await log.AppendAsync(One, ChangeId.New(TimeProvider.System), "benchmark", default);
            acknowledged[receipt.Revision - first] = Stopwatch.GetTimestamp();
        }
    }

    private static async Task ReadAsync(RedisForBenchmark redis, string registry, string what, int rowsPerSet)
    {
        await using var log = await redis.OpenAsync(registry, RedisForBenchmark.KeyCheck);
        using var reader = log.Follow(0);
        var meter = new Meter(redis);
        while (reader.Position < log.Head.Revision && await reader.WaitToReadAsync(default))
        {
            while (reader.TryRead(out _))
            {
            }
        }

        Say($"read and prove, {what}: {meter.Tell((long)reader.Position * rowsPerSet, "changes")}");
    }

    private static async Task CatchUpAsync(RedisForBenchmark redis, string registry, int rows, int rowsPerSet, string catalogue)
    {
        var folder = Directory.CreateTempSubdirectory("creditquery-redis-benchmark-").FullName;
        var key = RegistryKey.Generate();
        await using var log = await redis.OpenAsync(registry, key.Check.ToByteArray());
        var options = new CreditIndexOptions { Folder = folder, RecordMemoryBytes = 1L << 30, HashTableBytes = 64L << 20 };
        using (var index = CreditIndex.Open(options, key, log.Epoch))
        {
            await FillAsync(log, new RegistryFiller(index), rows, rowsPerSet, catalogue);
            await using var node = await redis.OpenAsync(registry, key.Check.ToByteArray());
            using var reader = node.Follow(0);

            // The catalogue and the first third warm up: compiling is not what is measured.
            var warm = node.Head.Revision / 3;
            await ApplyAsync(reader, index, warm);
            var meter = new Meter(redis);
            await ApplyAsync(reader, index, node.Head.Revision);
            Say($"catch up, sets of {rowsPerSet}: {meter.Tell((long)(node.Head.Revision - warm) * rowsPerSet, "changes")}, {index.Current.Counts.Subjects:N0} subjects");
        }

        Directory.Delete(folder, recursive: true);
        await ReadAgainAsync(redis, registry, key, rows, rowsPerSet);
    }

    // Without applying: what the log alone takes.
    private static async Task ReadAgainAsync(RedisForBenchmark redis, string registry, RegistryKey key, int rows, int rowsPerSet)
    {
        await using var log = await redis.OpenAsync(registry, key.Check.ToByteArray());
        using var reader = log.Follow(0);
        var meter = new Meter(redis);
        while (reader.Position < log.Head.Revision && await reader.WaitToReadAsync(default))
        {
            while (reader.TryRead(out _))
            {
            }
        }

        Say($"read and prove, sets of {rowsPerSet}: {meter.Tell(rows, "changes")}");
    }

    private static async Task FillAsync(RedisChangeLog log, RegistryFiller filler, int rows, int rowsPerSet, string catalogue)
    {
        var underWay = new Queue<Task>();
        underWay.Enqueue(log.AppendAsync(RegistryFiller.CatalogueSet(await File.ReadAllBytesAsync(catalogue)), ChangeId.New(TimeProvider.System), "benchmark", default).AsTask());
        for (var row = 0; row < rows; row += rowsPerSet)
        {
            underWay.Enqueue(log.AppendAsync(filler.SubjectSet(row, Math.Min(rows, row + rowsPerSet)), ChangeId.New(TimeProvider.System), "benchmark", default).AsTask());
            if (underWay.Count > 256)
            {
                await underWay.Dequeue();
            }
        }

        await Task.WhenAll(underWay);
    }

    private static async Task ApplyAsync(IChangeLogReader reader, CreditIndex index, ulong until)
    {
        while (reader.Position < until && await reader.WaitToReadAsync(default))
        {
            while (reader.Position < until && reader.TryRead(out var next))
            {
                Apply(index, next);
            }
        }
    }

    private static void Apply(CreditIndex index, in ChangeLogEvent next) => index.Apply(new LoggedEvent
    {
        Revision = next.Revision,
        RecordedAtMs = next.RecordedAtMs,
        ChangeId = next.ChangeId.ToUInt128(),
        Chain = next.Chain.ToByteArray(),
        Payload = next.Payload,
    });

    private static string Percentiles(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Length / 2]:0.00} ms, p99 {sorted[sorted.Length * 99 / 100]:0.00} ms, max {sorted[^1]:0.0} ms");
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Time of the clock and of the processors from its making on.</summary>
    private sealed class Meter(RedisForBenchmark redis)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly TimeSpan _redis = redis.ProcessorTime;
        private readonly TimeSpan _own = Environment.CpuUsage.TotalTime;

        public string Tell(long count, string unit)
        {
            var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
            var own = (Environment.CpuUsage.TotalTime - _own).TotalSeconds;
            var redisSeconds = (redis.ProcessorTime - _redis).TotalSeconds;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{count / seconds:N0} {unit}/s ({count / own:N0} per processor second here, {count / Math.Max(0.01, redisSeconds):N0} per one of Redis)");
        }
    }
}
