namespace CreditQuery.Cli.Import;

/// <summary>Lines that were not taken, with the reason; made with the first of them. Holds no field of the line: it may name a person.</summary>
internal sealed class RejectFile(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private StreamWriter? _writer;

    public string Path => path;

    public bool Exists => _writer is not null;

    public void Add(long line, string reason, string detail)
    {
        lock (_gate)
        {
            if (_writer is null)
            {
                _writer = new StreamWriter(path, append: false);
                _writer.WriteLine("line,reason,detail");
            }

            _writer.WriteLine($"{line},{Quote(reason)},{Quote(detail)}");
        }
    }

    public void Dispose() => _writer?.Dispose();

    private static string Quote(string text) => text.AsSpan().IndexOfAny(',', '"', '\n') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
