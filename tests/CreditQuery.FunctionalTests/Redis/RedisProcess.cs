using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>A redis-server of the test's own on a free loopback port, with a folder of its own; stopped by its id, the folder deleted.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-redis-").FullName;
    private readonly string[] _settings;
    private Process _process = null!;

    private RedisProcess(int port, string[] settings)
    {
        Port = port;
        _settings = settings;
    }

    public int Port { get; }

    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>Folder of its files; the test may lay certificates there.</summary>
    public string Folder => _folder;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="settings">Words of its command line after what every test needs; by default nothing is kept on disk.</param>
    public static async Task<RedisProcess> StartAsync(params string[] settings)
    {
        var redis = new RedisProcess(FreePort(), settings);
        await redis.RunAsync();
        return redis;
    }

    /// <summary>With an append-only file that is flushed before each answer.</summary>
    public static Task<RedisProcess> StartDurableAsync() => StartAsync("--appendonly", "yes", "--appendfsync", "always");

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        _process.Dispose();
    }

    /// <summary>The file to which commands are appended now.</summary>
    public string AppendOnlyFile => Directory.GetFiles(Path.Combine(_folder, "appendonlydir"), "*.incr.aof").Single();

    /// <summary>Cuts a torn end off, as an operator does before the start (docs/redis.md).</summary>
    public async Task RepairAsync()
    {
        var manifest = Path.Combine(_folder, "appendonlydir", "appendonly.aof.manifest");
        using var check = Process.Start(new ProcessStartInfo("redis-check-aof", ["--fix", manifest]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            await check.StandardInput.WriteLineAsync("y");
            check.StandardInput.Close();
        }
        catch (IOException)
        {
            // Nothing to repair: it asks nothing and may be gone already. Its exit code says how it went.
        }

        await check.StandardOutput.ReadToEndAsync(Token);
        await check.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        Assert.Equal(0, check.ExitCode);
    }

    /// <summary>Starts it again with the same folder and port.</summary>
    public Task RestartAsync() => RunAsync();

    /// <summary>Sends a signal: STOP, CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
    }

    /// <summary>Opens a connection that speaks the protocol itself, past the client library.</summary>
    public Task<RedisSocket> ConnectAsync() => RedisSocket.ConnectAsync(Port);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
            }

            _process.Dispose();
        }
        catch (InvalidOperationException)
        {
            // Killed by the test.
        }

        Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task RunAsync()
    {
        string[] words =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--daemonize", "no",
            "--logfile", Path.Combine(_folder, "redis.log"), "--busy-reply-threshold", "20", .. _settings,
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", words)) ?? throw new InvalidOperationException("No process.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (!await AnswersAsync())
        {
            Assert.False(_process.HasExited, "redis-server ended: " + Path.Combine(_folder, "redis.log"));
            await Task.Delay(10, patience.Token);
        }
    }

    // With TLS alone or a password the plain port refuses: then it answers all the same.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = await RedisSocket.ConnectAsync(_settings.Contains("--port") ? int.Parse(_settings[Array.IndexOf(_settings, "--port") + 1], CultureInfo.InvariantCulture) : Port);
            return !(await socket.SayAsync("PING")).StartsWith("-LOADING", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
