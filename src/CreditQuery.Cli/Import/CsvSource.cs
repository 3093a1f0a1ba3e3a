using System.Text;

namespace CreditQuery.Cli.Import;

/// <summary>Reads rows of a CSV file by the names of its columns.</summary>
internal sealed class CsvSource(Stream stream, Encoding encoding, ImportProfile profile) : IImportSource
{
    private readonly RowMapper _mapper = new(profile);
    private readonly CsvFields _fields = new(stream, encoding);

    public long BytesRead => stream.Position;

    public bool TryRead(ImportRow row)
    {
        if (!_fields.Read())
        {
            return false;
        }

        row.Reset(_fields.Line);
        if (_fields.Fault is { } fault)
        {
            row.Reject(fault);
        }
        else
        {
            _mapper.Map(_fields, row);
        }

        return true;
    }

    public void Dispose() => _fields.Dispose();
}
