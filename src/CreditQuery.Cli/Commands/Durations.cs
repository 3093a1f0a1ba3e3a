using System.CommandLine.Parsing;
using System.Globalization;

namespace CreditQuery.Cli.Commands;

/// <summary>Times as people write them: 500ms, 10s, 2m, 36h, 7d.</summary>
internal static class Durations
{
    /// <summary>Parses the one token of an option.</summary>
    public static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryParse(text, out var duration))
        {
            return duration;
        }

        result.AddError($"'{text}' is no time: write 500ms, 10s, 2m, 36h or 7d");
        return default;
    }

    /// <summary>Parses for an option that may be absent.</summary>
    public static TimeSpan? ParseOptional(ArgumentResult result) => Parse(result);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        duration = default;
        if (digits <= 0 || digits > 9)
        {
            return false;
        }

        var number = int.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        duration = text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            "d" => TimeSpan.FromDays(number),
            _ => TimeSpan.MinValue,
        };
        return duration >= TimeSpan.Zero;
    }
}
