using System.Buffers;
using System.Globalization;
using System.Text;
using CreditQuery.Rules.Records;

namespace CreditQuery.Cli.Import;

/// <summary>Fields as files write them, brought to the form of the contract.</summary>
internal static class FieldText
{
    private const int RegionLength = 6;
    private const int MaxCodeLength = 64;
    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Completes a region of two or four digits; a name is no region.</summary>
    /// <returns>Six digits, or <paramref name="otherwise"/>.</returns>
    public static string Region(string text, string otherwise) =>
        text.Length is 2 or 4 or RegionLength && !text.AsSpan().ContainsAnyExceptInRange('0', '9') ? text.PadRight(RegionLength, '0') : otherwise;

    /// <summary>Keeps an industry of GB/T 4754; a name is none.</summary>
    /// <returns>The code or an empty text.</returns>
    public static string Industry(string text) => IndustryCode.TryPack(text, out _) ? text : "";

    /// <summary>Reads an amount: group separators, 元 and 万元.</summary>
    /// <returns>False if it is no amount of at most two decimals; an empty text gives an empty amount.</returns>
    public static bool TryAmount(string text, out string amount)
    {
        amount = text;
        if (text.Length == 0)
        {
            return true;
        }

        var number = text.Replace("人民币", "", StringComparison.Ordinal).TrimEnd('元').Replace(",", "", StringComparison.Ordinal).Replace("，", "", StringComparison.Ordinal).Trim();
        var factor = number.EndsWith('万') ? 10_000m : 1m;
        if (!decimal.TryParse(number.AsSpan().TrimEnd('万'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > 1e15m)
        {
            return false;
        }

        amount = (value * factor).ToString("0.##", CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>Tells whether a text is a code of the catalogue.</summary>
    public static bool IsCode(string text) => text.Length <= MaxCodeLength && !text.AsSpan().ContainsAnyExcept(CodeCharacters);

    /// <summary>Cuts a text at a number of UTF-8 bytes, between characters.</summary>
    public static string Cut(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var length = Math.Min(text.Length, maxBytes);
        while (Encoding.UTF8.GetByteCount(text.AsSpan(0, length)) > maxBytes || char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        return text[..length];
    }
}
