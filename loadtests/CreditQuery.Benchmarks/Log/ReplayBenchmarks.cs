using BenchmarkDotNet.Attributes;
using CreditQuery.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.Benchmarks.Log;

/// <summary>Reading a log of 256-byte sets from its start, each event verified (ADR 0003).</summary>
[MemoryDiagnoser]
public class ReplayBenchmarks
{
    private const int Events = 500_000;

    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "log-" + Guid.NewGuid().ToString("N"));
    private EmbeddedChangeLog _log = null!;

    [GlobalSetup]
    public async Task Fill()
    {
        var options = new ChangeLogOptions { Path = _folder, MaxPendingBytes = 1 << 30 };
        _log = await EmbeddedChangeLog.OpenAsync(options, new byte[] { 1 }, TimeProvider.System, NullLogger.Instance);
        var payload = new byte[256];
        var appends = Enumerable.Range(0, Events)
            .Select(_ => _log.AppendAsync(payload, ChangeId.New(TimeProvider.System), "benchmark", default).AsTask());
        await Task.WhenAll(appends);
    }

    [GlobalCleanup]
    public async Task Close()
    {
        await _log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public async Task<long> Replay()
    {
        using var reader = _log.Follow(0);
        var bytes = 0L;
        while (reader.Position < Events && await reader.WaitToReadAsync(default))
        {
            while (reader.TryRead(out var next))
            {
                bytes += next.Payload.Length;
            }
        }

        return bytes;
    }
}
