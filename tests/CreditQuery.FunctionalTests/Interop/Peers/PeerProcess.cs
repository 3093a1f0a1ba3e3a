using System.Diagnostics;
using System.Text;

namespace CreditQuery.FunctionalTests.Interop.Peers;

/// <summary>A running process of a peer with everything it has printed; it never outlives its owner.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly PeerCommand _command;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private bool _isDisposed;
    private readonly Task _reading;
    private readonly List<(string Words, TaskCompletionSource Said)> _awaited = [];
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PeerProcess(PeerCommand command)
    {
        _command = command;
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    /// <summary>The command and what it has printed so far.</summary>
    public string Report
    {
        get
        {
            lock (_output)
            {
                return $"{_command}\n{_output}";
            }
        }
    }

    /// <summary>Waits until the process says "listening on PORT".</summary>
    /// <exception cref="InvalidOperationException">It ended or said nothing in time; the text tells what it printed.</exception>
    public async Task<int> PortAsync(TimeSpan limit)
    {
        await Task.WhenAny(_port.Task, _reading, Task.Delay(limit));
        return _port.Task.IsCompleted
            ? await _port.Task
            : throw new InvalidOperationException("The peer's server does not listen: " + Report);
    }

    /// <summary>Waits until the process has printed certain words.</summary>
    /// <exception cref="InvalidOperationException">It ended or did not say so in time; the text tells what it printed.</exception>
    public async Task SaysAsync(string words, TimeSpan limit)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            _awaited.Add((words, said));
            Answer();
        }

        await Task.WhenAny(said.Task, _reading, Task.Delay(limit));
        _ = said.Task.IsCompleted ? 0 : throw new InvalidOperationException($"\"{words}\" was not said: {Report}");
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code; null when the process did not end in time and was stopped.</returns>
    public async Task<int?> ExitAsync(TimeSpan limit)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(limit);
            await _reading.WaitAsync(limit);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
    }

    private void Answer()
    {
        var output = _awaited.Count > 0 ? _output.ToString() : "";
        _awaited.RemoveAll(awaited => output.Contains(awaited.Words, StringComparison.Ordinal) && awaited.Said.TrySetResult());
    }

    private async Task ReadAsync(StreamReader lines)
    {
        const string Ready = "listening on ";
        while (await lines.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
                Answer();
            }

            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                _port.TrySetResult(int.Parse(line.AsSpan(Ready.Length), System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
