using System.Diagnostics;
using System.Globalization;
using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Benchmarks.Index;

/// <summary>The figures of the index: apply rate, check against FASTER's own read, memory, checkpoint, restart.</summary>
/// <remarks>A plain timed harness: ratios within one run are what is compared, on whatever machine it runs.</remarks>
internal static class IndexBenchmark
{
    private const int Sample = 1 << 20;
    private const int Restarts = 5;
    private const string Epoch = "00000000000000be";

    /// <summary>Runs.</summary>
    /// <param name="subjects">Number of subjects.</param>
    /// <param name="folder">Folder of the index; it is emptied.</param>
    /// <param name="catalogue">Path of a catalogue file with the list court_dishonest_debtor and the scenario admin_license.</param>
    /// <param name="hugePages">Whether the index asks for pages of 2 MiB.</param>
    public static int Run(int subjects, string folder, string catalogue, bool hugePages)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var options = new CreditIndexOptions { Folder = folder, HugePages = hugePages };
        var key = RegistryKey.Generate();
        using (var index = CreditIndex.Open(options, key, Epoch))
        {
            Fill(index, subjects, catalogue);
            Compare(index, subjects);
            Checkpoints(index, subjects);
        }

        for (var round = 0; round < Restarts; round++)
        {
            Restart(options, key);
        }

        return 0;
    }

    private static void Restart(CreditIndexOptions options, RegistryKey key)
    {
        GC.Collect(2, GCCollectionMode.Aggressive);
        var watch = Stopwatch.StartNew();
        var used = Environment.CpuUsage;
        using var restarted = CreditIndex.Open(options, key, Epoch);
        var ready = watch.Elapsed.TotalSeconds;
        var now = Environment.CpuUsage;
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"restart to ready (page cache warm): {ready:F2} s; processor time user {(now.UserTime - used.UserTime).TotalSeconds:F2} s, kernel {(now.PrivilegedTime - used.PrivilegedTime).TotalSeconds:F2} s; {restarted.Current.Counts.Subjects:N0} subjects"));
    }

    private static void Fill(CreditIndex index, int subjects, string catalogue)
    {
        var filler = new RegistryFiller(index);
        filler.PutCatalogue(File.ReadAllBytes(catalogue));
        var took = filler.PutSubjects(0, subjects);
        Tell("put_subject applied", subjects / took.TotalSeconds, "rows/s");
        Memory("memory with plain subjects", index);
        var listed = subjects / 10;
        took = filler.PutEntries(0, subjects, 10);
        Tell("put_entry applied", listed / took.TotalSeconds, "rows/s");
        Memory("memory with 10 % listed", index);
    }

    private static void Compare(CreditIndex index, int subjects)
    {
        var today = CivilDay.Of(index.Current.RecordedAt);
        var question = new CheckQuestion { Scenario = "admin_license", Region = "999999", Today = today };
        if (!CheckPlanner.TryPlan(index.Current.CatalogueAt(today)!.Catalogue, question, out var plan, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        var comparison = new ReadComparison(index, plan);
        var random = new Random(1);
        var hits = new int[Sample];
        var listed = new int[Sample];
        var misses = new int[Sample];
        for (var i = 0; i < Sample; i++)
        {
            var n = random.Next(subjects);
            hits[i] = n % 10 == 0 ? n + 1 : n;
            listed[i] = n / 10 * 10;
            misses[i] = subjects + random.Next(90_000_000 - subjects);
        }

        Tell("hit, plain", comparison.Measure(hits));
        Tell("hit, listed", comparison.Measure(listed));
        Tell("miss", comparison.Measure(misses));
        new RegistryFiller(index).PutBareOrgCode();
        Tell("miss with probe of the organisation code", comparison.Measure(misses));
    }

    private static void Checkpoints(CreditIndex index, int subjects)
    {
        var watch = Stopwatch.StartNew();
        index.Checkpoints.Take();
        Tell("first checkpoint", watch.Elapsed.TotalSeconds, "s");
        new RegistryFiller(index).PutEntries(1, Math.Min(subjects, 1_000_000), 10);
        watch.Restart();
        index.Checkpoints.Take();
        Tell("second checkpoint after 100,000 more entries", watch.Elapsed.TotalSeconds, "s");
    }

    private static void Memory(string what, CreditIndex index)
    {
        Tell(what, index.MemoryBytes / 1e9, "GB taken by the index");
        Tell(what, Environment.WorkingSet / 1e9, "GB working set of the process");
    }

    private static void Tell(string what, (double Faster, double Check, double Run) times) => Print(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: FASTER read {times.Faster:F0} ns, check {times.Check:F0} ns ({times.Check / times.Faster:F2} x), in runs {times.Run:F0} ns ({times.Run / times.Faster:F2} x)"));

    private static void Tell(string what, double value, string unit) => Print(string.Create(CultureInfo.InvariantCulture, $"{what}: {value:N2} {unit}"));

    private static void Print(string line) => Console.Out.WriteLine(line);
}
