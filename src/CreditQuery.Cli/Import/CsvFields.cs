using System.Text;
using System.Text.Unicode;
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

    /// <summary>Largest row in bytes. Rows of lists have a few hundred; more means a quote that is never closed.</summary>
    private const int MaxRowBytes = 1 << 20;

    private static readonly byte[] Replacement = [0xEF, 0xBF, 0xBD];

    private readonly Stream _stream;
    private readonly Encoding? _encoding;
    private readonly HashSet<long> _malformed = [];
    private readonly int[] _index = new int[Enum.GetValues<ImportColumn>().Length];
    private CsvReader _reader;
    private bool _isRowPerLine;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="stream">The file; closed with this.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <exception cref="CommandFailure">There is no header, or no column by which a subject could be found.</exception>
    public CsvFields(Stream stream, Encoding encoding)
    {
        _stream = stream;
        _encoding = encoding is UTF8Encoding ? null : encoding;
        _reader = Open();
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

    /// <summary>The header, separated as the file is.</summary>
    public string HeaderLine => string.Join(_reader.Separator, _reader.Headers.Select(Quoted));

    /// <summary>The current row as it stands in the file, in UTF-8 and without its end; valid until the next one.</summary>
    public ReadOnlySpan<byte> RawRow => _reader.RawRecord;

    /// <summary>Why the current row cannot be read; null if it can.</summary>
    public string? Fault
    {
        get
        {
            if (_isRowPerLine && _malformed.Contains(_reader.LineNumber))
            {
                return "a quote is not closed on its line";
            }

            var row = _reader.RawRecord;
            return Utf8.IsValid(row) && row.IndexOf(Replacement) < 0 ? null : "characters that are not of the file's encoding";
        }
    }

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
    /// <exception cref="CommandFailure">A line is longer than a row may be.</exception>
    /// <remarks>A quote that is never closed would swallow the rows below it. From the row with the first such quote on, every line is a row:
    /// the file is opened again, and no row is lost without a word.</remarks>
    public bool Read()
    {
        try
        {
            if (!_reader.Read())
            {
                return false;
            }
        }
        catch (CsvFormatException e) when (!_isRowPerLine)
        {
            return ReadRowPerLine(e.LineNumber);
        }
        catch (CsvFormatException e)
        {
            throw new CommandFailure(
                ExitCodes.BadFile, $"Line {e.LineNumber} is longer than 1 MiB: this is no list.", "Look at the file there; what is before it is in. Correct it and import it again.");
        }

        var hides = !_isRowPerLine && _malformed.Contains(_reader.LineNumber) && _reader.RawRecord.Contains((byte)'\n');
        return hides ? ReadRowPerLine(_reader.LineNumber) : true;
    }

    public bool Has(ImportColumn column) => _index[(int)column] >= 0;

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private string Quoted(string name) =>
        name.AsSpan().IndexOfAny([_reader.Separator, '"', '\r', '\n']) < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private bool ReadRowPerLine(long line)
    {
        _isRowPerLine = true;
        _malformed.Clear();
        _reader.Dispose();
        _stream.Position = 0;
        _reader = Open();
        while (Read())
        {
            if (_reader.LineNumber >= line)
            {
                return true;
            }
        }

        return false;
    }

    private CsvReader Open() => CsvReader.Create(
        _stream,
        new CsvReaderOptions
        {
            Encoding = _encoding,
            BufferSize = BufferBytes,
            MaxRecordSize = MaxRowBytes,
            TrackLineNumbers = true,
            PoolStrings = true,
            IncludeValuesInExceptions = false,
            AllowLineBreaksInQuotes = !_isRowPerLine,
            OnMalformedRecord = record =>
            {
                // A quote inside a field is text, as spreadsheets write it.
                if (record.Reason is not CsvMalformedReason.StrayQuote)
                {
                    _malformed.Add(record.LineNumber);
                }
            },
        },
        leaveOpen: true);
}
