using System.Text;

namespace CreditQuery.Cli.Import;

/// <summary>Reads one <c>creditquery.v1.Change</c> per line, in the JSON form of protobuf.</summary>
internal sealed class JsonLineSource : IImportSource
{
    /// <summary>Longest line in characters: a catalogue file of 900 KiB in base 64 fits.</summary>
    public const int MaxLineLength = 2 << 20;

    private readonly Stream _stream;
    private readonly StreamReader _reader;
    private readonly BoundedLines _lines;

    public JsonLineSource(Stream stream)
    {
        _stream = stream;
        _reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        _lines = new BoundedLines(_reader, MaxLineLength);
    }

    public long BytesRead => _stream.Position;

    public bool TryRead(ImportRow row)
    {
        string? text;
        do
        {
            text = _lines.Read();
        }
        while (text is not null && string.IsNullOrWhiteSpace(text));

        row.Reset(_lines.Number);
        if (text is null)
        {
            return false;
        }

        if (_lines.IsTooLong)
        {
            row.Reject("the line is longer than 2 Mi characters");
        }
        else if (text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            row.Reject("the line is not UTF-8");
        }
        else if (ChangeJson.TryParse(text, out var change, out var fault))
        {
            row.Changes.Add(change);
        }
        else
        {
            row.Reject(fault);
        }

        return true;
    }

    public void Dispose() => _reader.Dispose();
}
