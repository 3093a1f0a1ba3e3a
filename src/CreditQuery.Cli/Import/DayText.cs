using System.Globalization;

namespace CreditQuery.Cli.Import;

/// <summary>Days as files write them.</summary>
internal static class DayText
{
    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyyMMdd", "yyyy/M/d", "yyyy-M-d", "yyyy.M.d", "yyyy'年'M'月'd'日'"];

    private static readonly string[] OpenEnds = ["长期", "永久", "无固定期限", "至履行完毕", "履行完毕", "未定", "9999-12-31", "2099-12-31"];

    /// <summary>Brings a day to YYYY-MM-DD; a time of day after it is dropped.</summary>
    /// <returns>False if it is no day; an empty text gives an empty day.</returns>
    public static bool TryNormalise(string text, out string day)
    {
        day = text;
        if (text.Length == 0)
        {
            return true;
        }

        var date = text.AsSpan();
        var time = date.IndexOfAny(' ', 'T');
        if (time > 0)
        {
            date = date[..time];
        }

        if (!DateOnly.TryParseExact(date, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
        {
            return false;
        }

        if (date.Length != text.Length || !IsNormal(text))
        {
            day = parsed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        return true;
    }

    /// <summary>Tells the words for a period without a last day: until performed.</summary>
    public static bool IsOpenEnd(string text) => Array.IndexOf(OpenEnds, text) >= 0;

    private static bool IsNormal(string text) => text.Length == 10 && text[4] == '-' && text[7] == '-';
}
