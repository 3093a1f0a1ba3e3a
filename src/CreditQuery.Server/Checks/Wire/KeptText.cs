using System.Text;
using System.Text.Unicode;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>A text of the last request, given again while requests repeat it: codes of scenario, region and seat recur call after call.</summary>
/// <remarks>Only for words that the catalogue knows. Identifiers, names and grounds are never kept. Not thread-safe.</remarks>
internal struct KeptText
{
    private string? _text;

    /// <summary>Gives the text.</summary>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="text">The text; empty when false is returned.</param>
    /// <returns>False if the bytes are not UTF-8.</returns>
    public bool TryGive(ReadOnlySpan<byte> utf8, out string text)
    {
        if (_text is not null && Ascii.Equals(utf8, _text))
        {
            text = _text;
            return true;
        }

        var isText = Utf8.IsValid(utf8);
        text = isText ? _text = Encoding.UTF8.GetString(utf8) : "";
        return isText;
    }
}
