using System.Text;
using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.Cli.Import;

/// <summary>Reads one <c>creditquery.v1.Change</c> per line, in the JSON form of protobuf.</summary>
internal sealed class JsonLineSource : IImportSource
{
    private readonly Stream _stream;
    private readonly StreamReader _reader;
    private long _line;

    public JsonLineSource(Stream stream)
    {
        _stream = stream;
        _reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    public long BytesRead => _stream.Position;

    public bool TryRead(ImportRow row)
    {
        string? text;
        do
        {
            text = _reader.ReadLine();
            _line++;
        }
        while (text is not null && string.IsNullOrWhiteSpace(text));

        row.Reset(_line);
        if (text is null)
        {
            return false;
        }

        Parse(text, row);
        return true;
    }

    public void Dispose() => _reader.Dispose();

    private static void Parse(string text, ImportRow row)
    {
        try
        {
            var change = Change.Parser.ParseJson(text);
            if (change.ChangeCase == Change.ChangeOneofCase.None)
            {
                row.Reject("the line holds no change");
                return;
            }

            row.Changes.Add(change);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            row.Reject("not a change in JSON: " + e.Message);
        }
    }
}
