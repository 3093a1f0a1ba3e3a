using System.Text;

namespace CreditQuery.Cli.Sample;

/// <summary>The files of a sample: opened when first written to, counted.</summary>
internal sealed class SampleFiles(string directory) : IDisposable
{
    private const int BufferSize = 1 << 16;
    private readonly Dictionary<string, StreamWriter> _writers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);

    /// <summary>Rows by file, header lines not counted.</summary>
    public IReadOnlyDictionary<string, long> Rows => _rows;

    /// <summary>Gives the writer of the next row.</summary>
    /// <param name="name">Path below the directory.</param>
    /// <param name="header">Header line of a CSV file; empty: none.</param>
    public StreamWriter NextRow(string name, string header)
    {
        if (!_writers.TryGetValue(name, out var writer))
        {
            var path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize) { NewLine = "\n" };
            _writers.Add(name, writer);
            _rows.Add(name, 0);
            if (header.Length > 0)
            {
                writer.WriteLine(header);
            }
        }

        _rows[name]++;
        return writer;
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values)
        {
            writer.Dispose();
        }
    }
}
