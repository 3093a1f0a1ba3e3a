using System.Text;

namespace CreditQuery.Cli.Import;

/// <summary>Lines of a text, none of which may take more memory than a bound: a file of one endless line is no reason to stop.</summary>
/// <param name="reader">The text; lines end with LF or CRLF.</param>
/// <param name="maxLength">Longest line in characters; what is beyond is skipped.</param>
internal sealed class BoundedLines(TextReader reader, int maxLength)
{
    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _line = new();
    private int _start;
    private int _end;

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>True if the current line is longer than the bound; its text is then cut off.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads the next line without its end.</summary>
    /// <returns>Null at the end.</returns>
    public string? Read()
    {
        _line.Clear();
        IsTooLong = false;
        var any = false;
        while (_start < _end || Fill())
        {
            any = true;
            var rest = _buffer.AsSpan(_start, _end - _start);
            var end = rest.IndexOf('\n');
            Keep(end < 0 ? rest : rest[..end]);
            _start += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
            {
                break;
            }
        }

        if (!any)
        {
            return null;
        }

        Number++;
        return _line.Length > 0 && _line[^1] == '\r' ? _line.ToString(0, _line.Length - 1) : _line.ToString();
    }

    private bool Fill()
    {
        _start = 0;
        _end = reader.Read(_buffer);
        return _end > 0;
    }

    private void Keep(ReadOnlySpan<char> part)
    {
        var room = maxLength - _line.Length;
        IsTooLong |= part.Length > room;
        _line.Append(part.Length > room ? part[..room] : part);
    }
}
