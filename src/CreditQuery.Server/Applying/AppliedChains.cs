using CreditQuery.Log;

namespace CreditQuery.Server.Applying;

/// <summary>Chain values of the events applied last, to be compared with the heads that polls tell.</summary>
/// <remarks>Thread-safe; the applier writes. Bounded: a poll tells a head that was applied moments ago, or is about to be.</remarks>
internal sealed class AppliedChains
{
    private const int Most = 8192;

    private readonly (ulong Revision, ChainValue Chain)[] _latest = new (ulong, ChainValue)[Most];
    private readonly Lock _gate = new();

    /// <summary>Notes an applied event.</summary>
    /// <param name="revision">Its revision, 1 or more.</param>
    /// <param name="chain">Chain value after it.</param>
    public void Add(ulong revision, in ChainValue chain)
    {
        lock (_gate)
        {
            _latest[revision % Most] = (revision, chain);
        }
    }

    /// <summary>Gives the chain value that was applied at a revision.</summary>
    /// <param name="revision">The revision.</param>
    /// <returns>Null if it is not applied yet, or long since.</returns>
    public ChainValue? Find(ulong revision)
    {
        lock (_gate)
        {
            var (known, chain) = _latest[revision % Most];
            return known == revision && revision > 0 ? chain : null;
        }
    }
}
