using System.Globalization;

namespace Grpc.Wire;

/// <summary>The grpc-timeout header: 1 to 8 digits and one of H M S m u n. Source: PROTOCOL-HTTP2.</summary>
internal static class TimeoutHeader
{
    private const long MaxSeconds = 99_999_999;

    /// <summary>Longest timeout that is told apart from the rest: 99999999 seconds, as other implementations clamp.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromSeconds(MaxSeconds);

    /// <summary>Reads a value.</summary>
    /// <param name="timeout">Zero when the value is below 100 ns: the deadline has passed at arrival.</param>
    /// <returns>False when the value is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, out TimeSpan timeout)
    {
        timeout = default;
        if (value.Length is < 2 or > 9)
        {
            return false;
        }

        long number = 0;
        foreach (var c in value[..^1])
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return TryScale(number, value[^1], out timeout);
    }

    /// <summary>Writes the time left, rounded up, in at most 8 digits.</summary>
    /// <returns>"1n" when nothing is left.</returns>
    public static string Format(TimeSpan left)
    {
        if (left <= TimeSpan.Zero)
        {
            return "1n";
        }

        // The finest unit that fits is exact enough: 8 digits of it are at least 7 significant figures.
        return Fit(left.Ticks, 1, 'n', 100)
            ?? Fit(left.Ticks, TimeSpan.TicksPerMicrosecond, 'u', 1)
            ?? Fit(left.Ticks, TimeSpan.TicksPerMillisecond, 'm', 1)
            ?? Fit(left.Ticks, TimeSpan.TicksPerSecond, 'S', 1)
            ?? "99999999S";
    }

    private static bool TryScale(long number, char unit, out TimeSpan timeout)
    {
        var ticks = unit switch
        {
            'H' => Math.Min(number * 3600, MaxSeconds) * TimeSpan.TicksPerSecond,
            'M' => Math.Min(number * 60, MaxSeconds) * TimeSpan.TicksPerSecond,
            'S' => number * TimeSpan.TicksPerSecond,
            'm' => number * TimeSpan.TicksPerMillisecond,
            'u' => number * TimeSpan.TicksPerMicrosecond,
            'n' => number / 100,
            _ => -1,
        };
        timeout = new TimeSpan(Math.Max(ticks, 0));
        return ticks >= 0;
    }

    private static string? Fit(long ticks, long ticksPerUnit, char unit, int unitsPerTick)
    {
        var units = ((ticks / ticksPerUnit) + (ticks % ticksPerUnit == 0 ? 0 : 1)) * unitsPerTick;
        return units <= 99_999_999 ? string.Create(CultureInfo.InvariantCulture, $"{units}{unit}") : null;
    }
}
