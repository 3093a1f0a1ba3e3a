namespace CreditQuery.Log;

/// <summary>What a test may let go wrong in the change log of its own process: places to die at, safety measures to leave out.</summary>
/// <remarks>No option, variable or argument of a node leads here; in a node each is one look at a field that is null or false. Source: ADR 0025.</remarks>
internal static class LogFailpoints
{
    /// <summary>Called at each place; null unless a test program has set it.</summary>
    public static Action<LogFailpoint>? Reached { get; set; }

    /// <summary>Readers take pushed events alone and never look for what they missed.</summary>
    public static bool LeavesGaps { get; set; }

    /// <summary>No chain value is compared with another.</summary>
    public static bool IgnoresChains { get; set; }

    /// <summary>Redis does not recognise a change id.</summary>
    public static bool ForgetsIds { get; set; }

    /// <summary>Lua that stands in the scripts where Redis is asked for its time, so that its clock can step; null, or set before the first script is used.</summary>
    public static string? TimeOfRedis { get; set; }

    /// <summary>A place is reached.</summary>
    public static void At(LogFailpoint place) => Reached?.Invoke(place);
}
