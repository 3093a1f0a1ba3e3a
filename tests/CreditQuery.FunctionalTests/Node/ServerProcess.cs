using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>The server as a process of its own, to be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly GrpcChannel _query;
    private readonly GrpcChannel _registry;

    private ServerProcess(Process process, int queryPort, int registryPort)
    {
        _process = process;
        _query = GrpcChannel.ForAddress($"http://127.0.0.1:{queryPort}");
        _registry = GrpcChannel.ForAddress($"http://127.0.0.1:{registryPort}");
        Checks = new(_query);
        Registry = new(_registry);
    }

    public CreditQueryService.CreditQueryServiceClient Checks { get; }

    public RegistryService.RegistryServiceClient Registry { get; }

    public static async Task<ServerProcess> StartAsync(NodeFolder folder, params (string Key, string Value)[] settings)
    {
        var (query, registry) = (FreePort(), FreePort());
        var start = new ProcessStartInfo("dotnet", [typeof(Server.Hosting.Node).Assembly.Location])
        {
            WorkingDirectory = folder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in folder.Settings().Select(setting => (setting.Key, setting.Value!)).Concat(settings))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["Server__QueryEndpoint"] = $"127.0.0.1:{query}";
        start.Environment["Server__RegistryEndpoint"] = $"127.0.0.1:{registry}";
        var process = Process.Start(start) ?? throw new InvalidOperationException("No process.");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, query, registry);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM, as a supervisor stops it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal: STOP, CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _query.Dispose();
        _registry.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(NodeHost.Patience);
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilReadyAsync()
    {
        var health = new Health.HealthClient(_query);
        var options = NodeHost.Call().WithWaitForReady();
        while (true)
        {
            using var watch = health.Watch(new HealthCheckRequest(), options);
            try
            {
                while (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
                {
                    if (watch.ResponseStream.Current.Status == HealthCheckResponse.Types.ServingStatus.Serving)
                    {
                        return;
                    }
                }
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Unavailable && !_process.HasExited)
            {
                // Not listening yet: the process is still starting. Yielding, the deadline of the options ends it.
                await Task.Yield();
            }
        }
    }
}
