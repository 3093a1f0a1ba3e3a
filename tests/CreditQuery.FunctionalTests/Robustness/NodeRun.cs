using System.Diagnostics;
using System.Globalization;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Grpc.Net.Client;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>One life of a node: its process, and calls to it.</summary>
internal sealed class NodeRun : IDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _output;
    private readonly Action<string> _told;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GrpcChannel? _query;
    private GrpcChannel? _registry;

    private NodeRun(Process process, string outputPath, Action<string> told)
    {
        _process = process;
        _told = told;
        _output = new StreamWriter(outputPath) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Completes when the process has ended, by whatever.</summary>
    public Task Exited { get; }

    public int ExitCode => _process.ExitCode;

    /// <summary>Null until it listens.</summary>
    public CreditQueryService.CreditQueryServiceClient? Checks { get; private set; }

    /// <summary>Null until it listens.</summary>
    public RegistryService.RegistryServiceClient? Registry { get; private set; }

    /// <summary>Starts a process.</summary>
    /// <param name="folder">Its data.</param>
    /// <param name="settings">Options of the node.</param>
    /// <param name="without">Safety measures that it leaves out.</param>
    /// <param name="outputPath">File of what it writes.</param>
    /// <param name="told">Is told what its failpoints tell.</param>
    public static NodeRun Start(NodeFolder folder, IEnumerable<(string Key, string Value)> settings, string[] without, string outputPath, Action<string> told)
    {
        var program = typeof(RobustnessNode.NodeFaults).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, .. without])
        {
            WorkingDirectory = folder.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in folder.Settings().Select(static setting => (setting.Key, setting.Value!)).Concat(settings))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        // A life lasts seconds: what pays off later costs more than it brings.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "EA60";
        start.Environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        return new NodeRun(Process.Start(start) ?? throw new InvalidOperationException("No process."), outputPath, told);
    }

    /// <summary>Waits until it listens, or has ended.</summary>
    public Task ListeningAsync() => Task.WhenAny(_listening.Task, Exited);

    /// <summary>Gives an instruction; a process that is gone does not hear it.</summary>
    public void Instruct(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It died first.
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It died first.
        }
    }

    /// <summary>Sends a signal: STOP, CONT, TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        if (!Exited.IsCompleted)
        {
            using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        Kill();
        _query?.Dispose();
        _registry?.Dispose();
        _process.Dispose();
        lock (_gate)
        {
            _output.Dispose();
        }
    }

    private void Hear(string? line)
    {
        switch (line?.Split(' '))
        {
            case ["@ports", var query, var registry]:
                _query = GrpcChannel.ForAddress(query);
                _registry = GrpcChannel.ForAddress(registry);
                Checks = new(_query);
                Registry = new(_registry);
                _listening.TrySetResult();
                break;
            case ["@hit", var name]:
                _told(name);
                break;
            default:
                Write(line);
                break;
        }
    }

    private void Write(string? line)
    {
        lock (_gate)
        {
            if (line is not null && _output.BaseStream is not null)
            {
                _output.WriteLine(line);
            }
        }
    }
}
