using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CreditQuery.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.Benchmarks.Log;

/// <summary>A redis-server of the benchmark's own with an append-only file beside the program, and logs in it.</summary>
internal sealed class RedisForBenchmark : IAsyncDisposable
{
    public static readonly byte[] KeyCheck = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "redis-" + Guid.NewGuid().ToString("N"));
    private readonly int _port = FreePort();
    private readonly Process _process;

    public RedisForBenchmark(string fsync)
    {
        Directory.CreateDirectory(_folder);
        string[] words =
        [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--logfile", Path.Combine(_folder, "redis.log"),
            "--appendonly", fsync == "none" ? "no" : "yes", "--appendfsync", fsync == "none" ? "no" : fsync,
        ];
        _process = Process.Start("redis-server", words);
    }

    /// <summary>Where it listens.</summary>
    public string Endpoint => $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Opens the log of a registry, made if there is none.</summary>
    public async Task<RedisChangeLog> OpenAsync(string registry, ReadOnlyMemory<byte> keyCheck)
    {
        var redis = new RedisLogOptions { Endpoints = Endpoint, Registry = registry, AppendTimeout = TimeSpan.FromSeconds(60), CallTimeout = TimeSpan.FromSeconds(10) };
        var options = new ChangeLogOptions { Redis = redis, MaxPendingBytes = 1 << 30 };
        while (true)
        {
            try
            {
                await RedisLogSetup.InitialiseAsync(options, keyCheck, TimeProvider.System, NullLogger.Instance, default);
            }
            catch (ChangeLogUnavailableException) when (!_process.HasExited)
            {
                await Task.Delay(20);
                continue;
            }
            catch (LogExistsException)
            {
                // Opened once more.
            }

            return await RedisChangeLog.OpenAsync(options, keyCheck, TimeProvider.System, NullLogger.Instance);
        }
    }

    /// <summary>Processor time of Redis so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A port of loopback that nobody listens on just now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
