using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Remembers every log line of a node, down to Trace: tests look for errors and for what must never be logged.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<(string Name, string Line)> _errors = [];
    private readonly Dictionary<string, int> _seen = [];
    private readonly List<(string Name, int Times, TaskCompletionSource Waiter)> _waiting = [];

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Names of error events that a test provokes on purpose.</summary>
    public ISet<string> Expected { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Waits until an event of this name has been logged, counted from the start of the node.</summary>
    public Task SeenAsync(string eventName, int times = 1)
    {
        lock (_waiting)
        {
            if (_seen.GetValueOrDefault(eventName) >= times)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((eventName, times, waiter));
            return waiter.Task.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        }
    }

    public void AssertNoErrors() => Assert.DoesNotContain(_errors, error => !Expected.Contains(error.Name));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Note(string eventName)
    {
        lock (_waiting)
        {
            var seen = _seen[eventName] = _seen.GetValueOrDefault(eventName) + 1;
            foreach (var (name, times, waiter) in _waiting)
            {
                if (name == eventName && times <= seen)
                {
                    waiter.TrySetResult();
                }
            }
        }
    }

    private sealed class Logger(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category} {eventId.Name}: {formatter(state, exception)} {exception}";
            recorder._lines.Enqueue(line);
            recorder.Note(eventId.Name ?? "");
            if (logLevel >= LogLevel.Error)
            {
                recorder._errors.Enqueue((eventId.Name ?? "", line));
            }
        }
    }
}
