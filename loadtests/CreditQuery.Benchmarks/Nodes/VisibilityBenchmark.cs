using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CreditQuery.Benchmarks.Index;
using CreditQuery.Benchmarks.Log;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Protos.V1;

namespace CreditQuery.Benchmarks.Nodes;

/// <summary>Two nodes on one log in Redis: how soon what one of them acknowledged shows in the answers of the other.</summary>
internal static class VisibilityBenchmark
{
    private const int PerSecond = 5_000;
    private const int SampleEvery = 50;
    private const int Writers = 64;

    /// <summary>Measures.</summary>
    /// <param name="seconds">How long changes are written, after as long to warm up.</param>
    /// <param name="fsync">When Redis flushes its append-only file.</param>
    /// <param name="catalogue">Catalogue file.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(int seconds, string fsync, string catalogue)
    {
        var folder = Directory.CreateTempSubdirectory("creditquery-visibility-").FullName;
        await using var redis = new RedisForBenchmark(fsync);
        var key = RegistryKey.Generate();
        var keyFile = Path.Combine(folder, "registry.key");
        key.WriteTo(keyFile);
        await using (var log = await redis.OpenAsync("main", key.Check.ToByteArray()))
        {
            await log.AppendAsync(RegistryFiller.CatalogueSet(await File.ReadAllBytesAsync(catalogue)), ChangeId.New(TimeProvider.System), "benchmark", default);
        }

        string[] settings = ["--Log:Kind=Redis", $"--Log:Redis:Endpoints={redis.Endpoint}"];
        using (var writer = await BenchmarkNode.StartAsync("0,1", Path.Combine(folder, "a"), keyFile, settings))
        using (var other = await BenchmarkNode.StartAsync("0,1", Path.Combine(folder, "b"), keyFile, settings))
        {
            await WarmUpAsync(writer, other, seconds * PerSecond);
            var (delays, reached) = await WriteAsync(writer, other, seconds * PerSecond, seconds * PerSecond);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{fsync}: sets of one at {PerSecond}/s ({reached:N0}/s reached), acknowledged by one node to told by CheckSubject of the other: {Percentiles(delays)}, {delays.Count} samples"));
        }

        Directory.Delete(folder, recursive: true);
        return 0;
    }

    // As fast as the node takes them: the pace begins when everything is compiled.
    private static Task WarmUpAsync(BenchmarkNode writer, BenchmarkNode other, int count)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next))
            {
                var (subject, revision) = await WriteOneAsync(writer, number);
                if (number % SampleEvery == 0)
                {
                    await SeeAsync(other, subject, revision);
                }
            }
        }));
    }

    private static async Task<(ConcurrentBag<double> Delays, double Reached)> WriteAsync(BenchmarkNode writer, BenchmarkNode other, int first, int count)
    {
        var delays = new ConcurrentBag<double>();
        var writes = new List<Task>(count);
        var started = Stopwatch.GetTimestamp();
        while (writes.Count < count)
        {
            var due = Math.Min(count, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * PerSecond));
            while (writes.Count < due)
            {
                writes.Add(WriteAndSeeAsync(first + writes.Count));
            }

            await Task.Delay(1);
        }

        await Task.WhenAll(writes);
        return (delays, count / Stopwatch.GetElapsedTime(started).TotalSeconds);

        async Task WriteAndSeeAsync(int number)
        {
            var (subject, revision) = await WriteOneAsync(writer, number);
            if (number % SampleEvery == 0)
            {
                delays.Add(await SeeAsync(other, subject, revision));
            }
        }
    }

    private static async Task<(Subject Subject, ulong Revision)> WriteOneAsync(BenchmarkNode writer, int number)
    {
        var subject = new Subject { Type = Protos.V1.IdentifierType.Uscc, Value = CodeOf(number) };
        var set = new ApplyChangesRequest { ChangeId = ChangeId.New(TimeProvider.System).ToString(), Author = "benchmark" };
        set.Changes.Add(new Change { PutSubject = new PutSubject { Subject = subject, Kind = SubjectKind.Enterprise, Region = "999999", EstablishedOn = "2010-01-01" } });
        return (subject, (await writer.Registry.ApplyChangesAsync(set)).AtLeast.Revision);
    }

    // Without at_least: what a caller sees who does not ask to wait. A look takes part of a millisecond, which the figure includes.
    private static async Task<double> SeeAsync(BenchmarkNode other, Subject subject, ulong revision)
    {
        var acknowledged = Stopwatch.GetTimestamp();
        var request = new CheckSubjectRequest { Subject = subject, Scenario = "admin_license", Region = "999999" };
        while ((await other.Query.CheckSubjectAsync(request)).Freshness.Revision < revision)
        {
        }

        return Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds;
    }

    private static string CodeOf(int number)
    {
        Span<char> code = stackalloc char[InventedCodes.Length];
        InventedCodes.Write(number, code);
        return new string(code);
    }

    private static string Percentiles(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Length / 2]:0.00} ms, p99 {sorted[sorted.Length * 99 / 100]:0.00} ms, max {sorted[^1]:0.0} ms");
    }
}
