namespace CreditQuery.InteropHost.Server;

/// <summary>Whose HTTP/2 the servers of tests have: that of the environment variable which chooses it for a node too.</summary>
internal static class Http2Choice
{
    /// <summary>Name of the variable: Own (default) or Kestrel.</summary>
    public const string Variable = "Server__Http2";

    /// <summary>True: our own; false: Kestrel's.</summary>
    public static bool IsOwn { get; } = !string.Equals(Environment.GetEnvironmentVariable(Variable), "Kestrel", StringComparison.OrdinalIgnoreCase);
}
