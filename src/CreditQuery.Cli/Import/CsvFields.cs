using System.Text;
using CsvHelper;

namespace CreditQuery.Cli.Import;

/// <summary>A CSV file by rows, and the fields of the current row by meaning; only fields that are asked for become strings.</summary>
internal sealed class CsvFields : IDisposable
{
    private const int BufferBytes = 1 << 18;

    private static readonly ImportColumn[] Finders =
    [
        ImportColumn.Identifier, ImportColumn.Uscc, ImportColumn.OrgCode, ImportColumn.RegNo, ImportColumn.TaxNo, ImportColumn.CitizenId,
    ];

    private readonly CsvReader _reader;
    private readonly int[] _index = new int[Enum.GetValues<ImportColumn>().Length];

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="CommandFailure">There is no header, or no column by which a subject could be found.</exception>
    public CsvFields(Stream stream, Encoding encoding)
    {
        _reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Encoding = encoding is UTF8Encoding ? null : encoding,
            BufferSize = BufferBytes,
            TrackLineNumbers = true,
            PoolStrings = true,
            IncludeValuesInExceptions = false,
        });
        Array.Fill(_index, -1);
        for (var i = 0; i < _reader.Headers.Count; i++)
        {
            // The first of two columns with one meaning wins.
            if (ColumnNames.Find(_reader.Headers[i]) is { } column && _index[(int)column] < 0)
            {
                _index[(int)column] = i;
            }
        }

        if (!Array.Exists(Finders, Has))
        {
            throw new CommandFailure(
                ExitCodes.BadFile,
                "No column of the header line holds an identifier: names never find a subject.",
                "Name one column 统一社会信用代码, 身份证号码, 组织机构代码, 工商注册号, 纳税人识别号 or 证件号码; docs/cli.md lists the names.");
        }
    }

    /// <summary>Line of the current row, from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>The field without spaces around it; empty if there is no such column.</summary>
    public string this[ImportColumn column]
    {
        get
        {
            var i = _index[(int)column];
            return i < 0 || i >= _reader.FieldCount ? "" : _reader.GetString(i).Trim();
        }
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False at the end.</returns>
    public bool Read() => _reader.Read();

    public bool Has(ImportColumn column) => _index[(int)column] >= 0;

    public void Dispose() => _reader.Dispose();
}
