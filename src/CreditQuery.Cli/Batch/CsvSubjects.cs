using System.Text;
using CreditQuery.Cli.Import;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Batch;

/// <summary>Subjects of a CSV file.</summary>
internal sealed class CsvSubjects(string path, Encoding encoding) : IDisposable
{
    private readonly CsvFields _fields = new(File.OpenRead(path), encoding);

    /// <summary>Line of the current row.</summary>
    public long Line => _fields.Line;

    /// <summary>Reads the next subject; the service judges its identifier.</summary>
    /// <returns>Null at the end.</returns>
    public Subject? Next() => _fields.Read() ? RowSubject.Find(_fields) : null;

    public void Dispose() => _fields.Dispose();
}
