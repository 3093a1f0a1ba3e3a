using BenchmarkDotNet.Attributes;
using CreditQuery.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.Benchmarks.Log;

/// <summary>Durable appends of 256 bytes by so many writers, each waiting for its acknowledgement (ADR 0003).</summary>
public class AppendBenchmarks
{
    private const int Appends = 8192;

    private readonly byte[] _payload = new byte[256];
    private string _folder = "";
    private EmbeddedChangeLog _log = null!;

    [Params(1, 64, 1024)]
    public int Writers { get; set; }

    [GlobalSetup]
    public async Task Open()
    {
        // Beside the program and not in the temporary folder, which may be memory.
        _folder = Path.Combine(AppContext.BaseDirectory, "log-" + Guid.NewGuid().ToString("N"));
        _log = await EmbeddedChangeLog.OpenAsync(
            new ChangeLogOptions { Path = _folder }, new byte[] { 1 }, TimeProvider.System, NullLogger.Instance);
    }

    [GlobalCleanup]
    public async Task Close()
    {
        await _log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Appends)]
    public Task Append() => Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(AppendShareAsync)));

    private async Task AppendShareAsync()
    {
        for (var i = 0; i < Appends / Writers; i++)
        {
            await _log.AppendAsync(_payload, ChangeId.New(TimeProvider.System), "benchmark", default);
        }
    }
}
