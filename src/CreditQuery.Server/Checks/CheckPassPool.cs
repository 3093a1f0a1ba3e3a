using System.Collections.Concurrent;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Checks;

/// <summary>Passes that are not in use. Each owner gives its pass back in a finally.</summary>
internal sealed class CheckPassPool
{
    private readonly ConcurrentBag<CheckPass> _free = [];

    /// <summary>Gives a pass with a reader.</summary>
    /// <param name="parts">The node.</param>
    public CheckPass Rent(NodeParts parts)
    {
        var pass = _free.TryTake(out var free) ? free : new CheckPass();
        pass.Begin(parts);
        return pass;
    }

    /// <summary>Takes a pass back; it is not used any more.</summary>
    /// <param name="pass">The pass.</param>
    public void Return(CheckPass pass)
    {
        pass.End();
        _free.Add(pass);
    }
}
