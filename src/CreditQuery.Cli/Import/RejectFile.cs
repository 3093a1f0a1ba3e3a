using System.Globalization;

namespace CreditQuery.Cli.Import;

/// <summary>Lines that were not taken, with the reason; made with the first of them. Holds no field of the line: it may name a person.</summary>
/// <param name="path">The file.</param>
/// <param name="keepsLines">The lines are wanted afterwards.</param>
internal sealed class RejectFile(string path, bool keepsLines = false) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _lines = [];
    private StreamWriter? _writer;

    public string Path => path;

    public bool Exists => _writer is not null;

    /// <summary>The lines noted, if they are kept; complete once the import has ended.</summary>
    public IReadOnlySet<long> Lines => _lines;

    /// <summary>Notes a row that cannot be sent.</summary>
    /// <exception cref="CommandFailure">No row may be left out.</exception>
    public void Reject(long line, string reason, bool isStrict)
    {
        Add(line, reason, "");
        if (isStrict)
        {
            throw Stopped(line, reason, ExitCodes.BadFile);
        }
    }

    /// <summary>Notes a change that the registry refuses.</summary>
    /// <exception cref="CommandFailure">No row may be left out.</exception>
    public void Refuse(long line, string reason, string detail, bool isStrict)
    {
        Add(line, reason, detail);
        if (isStrict)
        {
            throw Stopped(line, $"{reason} {detail}".TrimEnd(), ExitCodes.Refused);
        }
    }

    public void Dispose() => _writer?.Dispose();

    private static CommandFailure Stopped(long line, string reason, int exitCode) => new(
        exitCode,
        string.Create(CultureInfo.InvariantCulture, $"Line {line}: {reason}"),
        "Correct the line, or the option that fills the field, and import again; blocks before it are in. Without --strict the other rows are imported.");

    private void Add(long line, string reason, string detail)
    {
        lock (_gate)
        {
            if (_writer is null)
            {
                _writer = new StreamWriter(path, append: false);
                _writer.WriteLine("line,reason,detail");
            }

            if (keepsLines)
            {
                _lines.Add(line);
            }

            _writer.WriteLine($"{line},{Quote(reason)},{Quote(detail)}");
        }
    }

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
