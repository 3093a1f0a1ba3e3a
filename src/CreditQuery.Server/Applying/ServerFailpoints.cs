namespace CreditQuery.Server.Applying;

/// <summary>What a test may let go wrong in the node of its own process: places to die at, a safety measure to leave out.</summary>
/// <remarks>No option, variable or argument of a node leads here; in a node each is one look at a field that is null or false. Source: ADR 0025.</remarks>
internal static class ServerFailpoints
{
    /// <summary>Called at each place; null unless a test program has set it.</summary>
    public static Action<ServerFailpoint>? Reached { get; set; }

    /// <summary>What is applied is not compared with the log's chain values.</summary>
    public static bool IgnoresChains { get; set; }

    /// <summary>Whether the machine starts no more threads; null unless a test has set it.</summary>
    public static Func<bool>? LacksThreads { get; set; }

    /// <summary>A place is reached.</summary>
    public static void At(ServerFailpoint place) => Reached?.Invoke(place);
}
