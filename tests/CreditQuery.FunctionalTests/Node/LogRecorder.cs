using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Remembers every log line of a node, down to Trace: tests look for errors and for what must never be logged.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<string> _errors = [];

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Names of error events that a test provokes on purpose.</summary>
    public ISet<string> Expected { get; } = new HashSet<string>(StringComparer.Ordinal);

    public void AssertNoErrors() => Assert.Empty(_errors);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
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
            if (logLevel >= LogLevel.Error && !recorder.Expected.Contains(eventId.Name ?? ""))
            {
                recorder._errors.Enqueue(line);
            }
        }
    }
}
