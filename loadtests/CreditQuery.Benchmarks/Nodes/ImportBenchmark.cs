using System.Diagnostics;
using System.Globalization;
using CreditQuery.Benchmarks.GrpcCost;
using CreditQuery.Protos.V1;

namespace CreditQuery.Benchmarks.Nodes;

/// <summary><c>creditq import</c> of a whole sample at full speed: what memory the node takes besides its index, and what a check over the wire costs meanwhile.</summary>
/// <remarks>The node on core 0, the import and the checks on core 1, where checks go first. A check's cost beside the import is the node's processor time less what as many
/// sets took just before and after, without checks; alone means that the import is stopped (SIGSTOP).</remarks>
internal sealed class ImportBenchmark : IDisposable
{
    private const string Check = "/creditquery.v1.CreditQueryService/CheckSubject";
    private const int WarmUp = 1_000_000;
    private const int RoundsBetween = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly BenchmarkNode _node;
    private readonly Process _import;
    private readonly List<Sample> _samples = [];
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();

    private ImportBenchmark(BenchmarkNode node, Process import) => (_node, _import) = (node, import);

    /// <summary>Measures.</summary>
    /// <param name="sample">Directory of a sample (<c>creditq sample</c>).</param>
    /// <param name="calls">Checks of each half of a round.</param>
    /// <param name="rounds">Rounds; they begin when all subjects are in. Up to five: memory alone.</param>
    /// <param name="memory">Bytes of memory for records.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string sample, int calls, int rounds, long memory)
    {
        var file = Path.Combine(sample, "subjects.csv");
        var subjects = (ulong)File.ReadLines(file).LongCount() - 1;
        byte[][] frames = [.. CheckCost.Choose(file).Select(CheckCost.FrameOf)];
        var folder = Directory.CreateTempSubdirectory("creditquery-import-").FullName;
        using (var node = await BenchmarkNode.StartAsync("0", folder, Path.Combine(folder, "keys", "registry.key"), FormattableString.Invariant($"--Index:RecordMemoryBytes={memory}")))
        using (var bench = new ImportBenchmark(node, StartImport(node, sample)))
        {
            await bench.MeasureAsync(subjects, frames, calls, rounds);
        }

        Directory.Delete(folder, recursive: true);
        return 0;
    }

    public void Dispose()
    {
        if (!_import.HasExited)
        {
            _import.Kill();
        }

        _import.Dispose();
    }

    private static Process StartImport(BenchmarkNode node, string sample)
    {
        var creditq = Path.Combine(AppContext.BaseDirectory, "..", "..", "CreditQuery.Cli", "release", "creditq.dll");
        var start = new ProcessStartInfo("nice", ["-n", "19", "taskset", "-c", "1", "dotnet", creditq, "import", sample, "--server", $"{node.QueryAddress}", "--registry", $"{node.RegistryAddress}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("creditq does not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static double Error(List<double> values) => Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Count - 1) / values.Count);

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private async Task MeasureAsync(ulong subjects, byte[][] frames, int calls, int rounds)
    {
        while ((await SampleAsync()).Subjects < subjects && !_import.HasExited)
        {
            await Task.Delay(Interval);
        }

        if (_import.HasExited)
        {
            throw new InvalidOperationException($"The import ended early, with {_import.ExitCode}.");
        }

        Say($"{subjects:N0} subjects after {_elapsed.Elapsed.TotalSeconds:0.0} s");
        if (rounds > RoundsBetween)
        {
            await CompareAsync(frames, calls, rounds);
        }

        while (!_import.HasExited)
        {
            await SampleAsync();
            await Task.Delay(Interval);
        }

        Tell();
    }

    private async Task CompareAsync(byte[][] frames, int calls, int rounds)
    {
        Task Load(int count) => UnaryLoad.RunAsync(_node.QueryAddress, Check, frames, count);
        Signal("STOP");
        await Load(WarmUp);
        var (alone, beside) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds && !_import.HasExited; round++)
        {
            if (round % RoundsBetween == 0)
            {
                Signal("STOP");
                await Task.Delay(Settling);
                alone.Add((await CostAsync(() => Load(calls))).Microseconds / calls);
                Signal("CONT");
                await Task.Delay(Settling);
            }

            var before = await CostAsync(() => Task.Delay(Stretch));
            var both = await CostAsync(() => Load(calls));
            var after = await CostAsync(() => Task.Delay(Stretch));
            var set = (before.Microseconds + after.Microseconds) / (before.Sets + after.Sets);
            beside.Add((both.Microseconds - (set * both.Sets)) / calls);
            Say($"round {round + 1}: {alone[^1]:0.00} us a check alone, {beside[^1]:0.00} us beside {both.Sets / both.Seconds:0} sets/s ({set:0} us each) at {calls / both.Seconds:0} checks/s");
        }

        Say($"a check alone {alone.Average():0.00} us (standard error {Error(alone):0.00}), beside the import {beside.Average():0.00} us ({Error(beside):0.00}), ratio {beside.Average() / alone.Average():0.00}");
    }

    // Memory besides the index at each tenth of the way: what grows with the number of rows would show.
    private void Tell()
    {
        Say($"import ended with {_import.ExitCode} after {_elapsed.Elapsed.TotalSeconds:0} s, {_samples[^1].Sets:N0} sets; rounds and warming up included");
        foreach (var tenth in _samples.Chunk((_samples.Count + 9) / 10))
        {
            var last = tenth[^1];
            Say($"  {last.Sets,8:N0} sets, {last.Subjects,11:N0} subjects: index {last.Index >> 20,6:N0} MiB, resident besides it at most {tenth.Max(static s => s.Besides) >> 20,6:N0} MiB, last {last.Besides >> 20,6:N0} MiB");
        }
    }

    private async Task<Sample> SampleAsync()
    {
        var status = await _node.Registry.GetLogStatusAsync(new GetLogStatusRequest());
        var sample = new Sample(status.AppliedRevision, status.Subjects, (long)status.IndexBytes, _node.Process.ResidentBytes);
        _samples.Add(sample);
        return sample;
    }

    private async Task<(double Microseconds, double Seconds, double Sets)> CostAsync(Func<Task> work)
    {
        var (used, sets, started) = (_node.Process.ProcessorTime, (await SampleAsync()).Sets, Stopwatch.GetTimestamp());
        await work();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return ((_node.Process.ProcessorTime - used).TotalMicroseconds, seconds, (await SampleAsync()).Sets - sets);
    }

    private void Signal(string name) => Process.Start("kill", ["-" + name, _import.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    private sealed record Sample(ulong Sets, ulong Subjects, long Index, long Resident)
    {
        public long Besides => Resident - Index;
    }
}
