using System.Globalization;
using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Benchmarks.Index;

/// <summary>What a check costs beside an import at full speed, and beside a compaction, compared with the same check alone, in turns within one run.</summary>
/// <remarks>Processor time of the checking thread: what the applier takes of another core does not count, what it takes of caches and memory does.</remarks>
internal static class BesideBenchmark
{
    private const int Rounds = 9;
    private const int Checks = 400_000;
    private const int RowsAtOnce = 5_000;
    private const string Epoch = "00000000000000be";

    private enum Work
    {
        None,
        Import,
        Compaction,
    }

    /// <summary>Runs.</summary>
    /// <param name="subjects">Number of subjects.</param>
    /// <param name="folder">Folder of the index; it is emptied.</param>
    /// <param name="catalogue">Path of a catalogue file with the scenario admin_license.</param>
    /// <param name="memory">Bytes of memory for records.</param>
    public static int Run(int subjects, string folder, string catalogue, long memory)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        using var index = CreditIndex.Open(new CreditIndexOptions { Folder = folder, RecordMemoryBytes = memory }, RegistryKey.Generate(), Epoch);
        var filler = new RegistryFiller(index);
        filler.PutCatalogue(File.ReadAllBytes(catalogue));
        filler.PutSubjects(0, subjects);
        index.Checkpoints.Take();
        using var worker = new Worker(index, filler, subjects);
        var working = new Thread(worker.Run) { IsBackground = true };
        working.Start();
        var times = Enum.GetValues<Work>().ToDictionary(static work => work, static _ => new List<double>());
        var most = 0L;
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var work in Enum.GetValues<Work>())
            {
                worker.Begin(work);
                var cost = CheckAtRandom(index, subjects, round);
                worker.End();
                most = Math.Max(most, index.MemoryBytes);
                if (round >= 0)
                {
                    times[work].Add(cost);
                }
            }
        }

        worker.Stop();
        working.Join();
        var alone = Median(times[Work.None]);
        foreach (var (work, costs) in times)
        {
            Print($"check beside {work}: {Median(costs):F0} ns, {Median(costs) / alone:F2} x");
        }

        Print($"imported meanwhile: {worker.Rows:N0} rows; compacted {worker.Passes} times; records and hash table at most {most / 1e9:F2} GB, fill {index.Fill:P0}, reads out of memory {index.OutOfMemoryReads}");
        return 0;
    }

    private static double CheckAtRandom(CreditIndex index, int subjects, int seed)
    {
        var today = CivilDay.Of(index.Current.RecordedAt);
        var question = new CheckQuestion { Scenario = "admin_license", Region = "999999", Today = today };
        if (!CheckPlanner.TryPlan(index.Current.CatalogueAt(today)!.Catalogue, question, out var plan, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        var random = new Random(seed);
        var codes = new char[Checks * InventedCodes.Length];
        for (var i = 0; i < Checks; i++)
        {
            InventedCodes.Write(random.Next(subjects), codes.AsSpan(i * InventedCodes.Length, InventedCodes.Length));
        }

        using var reader = index.RentReader();
        var state = (Reader: reader, Plan: plan, Answer: new CheckAnswer(), Codes: codes, At: 0);
        var started = ThreadClock.Nanoseconds;
        for (var i = 0; i < Checks; i++)
        {
            state.At = i;
            index.ReadPinned(ref state, static (RegistrySnapshot snapshot, ref (IndexReader Reader, CheckPlan Plan, CheckAnswer Answer, char[] Codes, int At) s) =>
            {
                var context = new CheckContext(snapshot, s.Plan, snapshot.CatalogueAt(s.Plan.Today)!.Coverage.Of(s.Plan, snapshot.RecordedAt));
                var subject = new SubjectInput { Type = IdentifierType.Uscc, Value = s.Codes.AsSpan(s.At * InventedCodes.Length, InventedCodes.Length) };
                return s.Reader.TryCheck(context, subject, s.Answer, out _);
            });
        }

        return (ThreadClock.Nanoseconds - started) / Checks;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>The applying thread: imports or compacts while it is told to.</summary>
    private sealed class Worker(CreditIndex index, RegistryFiller filler, int subjects) : IDisposable
    {
        private readonly SemaphoreSlim _begin = new(0);
        private readonly SemaphoreSlim _ended = new(0);
        private volatile bool _goesOn;
        private Work _work;
        private bool _stops;
        private int _next = 1;

        public long Rows { get; private set; }

        public int Passes { get; private set; }

        public void Dispose()
        {
            _begin.Dispose();
            _ended.Dispose();
        }

        public void Begin(Work work)
        {
            (_work, _goesOn) = (work, true);
            _begin.Release();
        }

        public void End()
        {
            _goesOn = false;
            _ended.Wait();
        }

        public void Stop()
        {
            _stops = true;
            _begin.Release();
        }

        public void Run()
        {
            for (_begin.Wait(); !_stops; _begin.Wait())
            {
                while (_goesOn && _work != Work.None)
                {
                    if (_work == Work.Import)
                    {
                        Import();
                    }
                    else
                    {
                        Compact();
                    }
                }

                _ended.Release();
            }
        }

        // Each subject gets an entry; the second time round rows change nothing, which the run must not reach.
        private void Import()
        {
            var to = Math.Min(_next + RowsAtOnce, subjects);
            filler.PutEntries(_next, to, 1);
            Rows += to - _next;
            _next = to == subjects ? 1 : to;
        }

        private void Compact()
        {
            if (!index.Compaction.IsRunning)
            {
                index.Checkpoints.Take();
                Passes += index.Compaction.Begin() ? 1 : 0;
            }

            while (_goesOn && index.Compaction.Step(1 << 20))
            {
            }
        }
    }
}
