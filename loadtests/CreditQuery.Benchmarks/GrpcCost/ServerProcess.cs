using System.Diagnostics;

namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>A server in a process of its own, held on core 0; its processor time is what counts.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Processor time of all its threads, user and kernel.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes resident.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a .NET program on core 0.</summary>
    public static ServerProcess Start(string assembly, params string[] arguments) => StartOn("0", assembly, arguments);

    /// <summary>Starts a .NET program on given cores, as <c>taskset -c</c> takes them.</summary>
    /// <param name="cores">The cores.</param>
    /// <param name="assembly">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="niceness">19: it gets what others leave.</param>
    public static ServerProcess StartOn(string cores, string assembly, string[] arguments, int niceness = 0)
    {
        string[] command = ["-n", niceness.ToString(System.Globalization.CultureInfo.InvariantCulture), "taskset", "-c", cores, "dotnet", assembly, .. arguments];
        var start = new ProcessStartInfo("nice", command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException("The server does not start."));
    }

    /// <summary>The next line it prints.</summary>
    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server has ended.");

    /// <summary>Asks a question and reads the answer.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        return await ReadLineAsync();
    }

    /// <summary>Waits for a line that holds a text, and lets the rest of the output go.</summary>
    public async Task WaitForAsync(string text)
    {
        while (!(await ReadLineAsync()).Contains(text, StringComparison.Ordinal))
        {
        }

        _ = DrainAsync();
    }

    public void Dispose()
    {
        // The end of its input stops the one, SIGTERM the other.
        _process.StandardInput.Close();
        Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).Dispose();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task DrainAsync()
    {
        // A pipe that nobody reads would stop the server.
        while (await _process.StandardOutput.ReadLineAsync() is not null)
        {
        }
    }
}
