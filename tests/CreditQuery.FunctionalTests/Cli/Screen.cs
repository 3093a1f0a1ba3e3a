using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CreditQuery.FunctionalTests.Node;

namespace CreditQuery.FunctionalTests.Cli;

/// <summary>What a terminal shows: text, moves of the cursor, erased lines; colours are passed over.</summary>
internal sealed partial class Screen : TextWriter
{
    private readonly Lock _gate = new();
    private readonly List<StringBuilder> _lines = [new()];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _row;
    private int _column;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Everything that can be seen now.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Waits until something can be seen.</summary>
    public async Task<string> WaitForAsync(string wanted)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (Text is var text && text.Contains(wanted, StringComparison.Ordinal))
            {
                return text;
            }

            await changed.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        }
    }

    public override void Write(char value) => Write($"{value}");

    public override void Write(string? value)
    {
        lock (_gate)
        {
            foreach (Match part in Parts().Matches(value ?? ""))
            {
                Take(part);
            }

            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Take(Match part)
    {
        switch (part.Groups["command"].Value)
        {
            case "A":
                _row = Math.Max(0, _row - int.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture));
                break;
            case "K":
                _lines[_row].Clear();
                break;
            case "":
                Put(part.Value);
                break;
        }
    }

    private void Put(string text)
    {
        foreach (var sign in text)
        {
            switch (sign)
            {
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    (_row, _column) = (_row + 1, 0);
                    if (_row == _lines.Count)
                    {
                        _lines.Add(new StringBuilder());
                    }

                    break;
                default:
                    Put(sign);
                    break;
            }
        }
    }

    private void Put(char sign)
    {
        var line = _lines[_row];
        line.Append(' ', Math.Max(0, _column + 1 - line.Length));
        line[_column++] = sign;
    }

    [GeneratedRegex(@"\x1b\[(?<number>[0-9;?]*)(?<command>[A-Za-z])|[^\x1b]+")]
    private static partial Regex Parts();
}
