using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Checks;

/// <summary>Passes that are not in use. Each owner gives its pass back in a finally.</summary>
/// <remarks>A check does not change its thread, so one spare pass per thread is enough, and neither lock nor queue is needed.</remarks>
internal static class CheckPassPool
{
    [ThreadStatic]
    private static CheckPass? _spare;

    /// <summary>Gives a pass with a reader.</summary>
    /// <param name="parts">The node.</param>
    public static CheckPass Rent(NodeParts parts)
    {
        var pass = _spare ?? new CheckPass();
        _spare = null;
        pass.Begin(parts);
        return pass;
    }

    /// <summary>Takes a pass back; it is not used any more.</summary>
    /// <param name="pass">The pass.</param>
    public static void Return(CheckPass pass)
    {
        pass.End();
        _spare = pass;
    }
}
