using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads days and regions from a mapping of the file.</summary>
internal static class YamlValues
{
    public static int Day(this YamlMap map, string key, int absent)
    {
        var text = map.Text(key);
        return text.Length == 0 ? absent : map.ParseDay(key, text, absent);
    }

    public static int ParseDay(this YamlMap map, string key, string text, int absent)
    {
        if (!CivilDay.TryParse(text, out var day))
        {
            map.Error(key, $"'{text}' is not a civil day YYYY-MM-DD.");
            return absent;
        }

        return day;
    }

    /// <summary>The keys <c>from</c> and <c>to</c>.</summary>
    public static DayRange Days(this YamlMap map)
    {
        var days = new DayRange(map.Day("from", CivilDay.None), map.Day("to", CivilDay.Never));
        if (days.To < days.From)
        {
            map.Error("to", "The period ends before it starts.");
        }

        return days;
    }

    public static int Region(this YamlMap map, string key, bool required = false)
    {
        var text = map.Text(key, required);
        return text.Length == 0 ? RegionCode.Country : map.ParseRegion(key, text);
    }

    public static List<int> Regions(this YamlMap map, string key) => [.. map.Texts(key).Select(text => map.ParseRegion(key, text))];

    private static int ParseRegion(this YamlMap map, string key, string text)
    {
        if (!RegionCode.TryParse(text, out var region))
        {
            map.Error(key, $"'{text}' is not a region code of six digits (GB/T 2260), in quotes.");
        }

        return region;
    }
}
