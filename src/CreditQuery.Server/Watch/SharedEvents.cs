using System.Collections.Concurrent;

namespace CreditQuery.Server.Watch;

/// <summary>Bounds what parts of the ring share for a while: the parts that were shared first let it go first.</summary>
/// <remarks>Thread-safe. Subscribers move on together, also when all of them are behind: what one of them made serves the next ones.</remarks>
internal sealed class SharedEvents
{
    // Some hundred parts of one revision each, or seven of a midnight, for eight filters: some 300 bytes an event and filter, 20 MiB, and what the codes of its measures take.
    private const int Most = 8_192;
    private const int OfPart = 64;

    // A part of many thousand events is shared as well: made by each of ten thousand subscribers for itself, it would take more memory than the bound saves.
    private const int MostOfPart = Most / 4;

    private readonly ConcurrentQueue<FeedPart> _parts = [];
    private int _sum;

    /// <summary>Counts a part in whose events are shared from now on; older ones may be forgotten for it.</summary>
    /// <param name="part">The part.</param>
    public void Add(FeedPart part)
    {
        _parts.Enqueue(part);
        var sum = Interlocked.Add(ref _sum, WeightOf(part));
        while (sum > Most && _parts.TryDequeue(out var oldest))
        {
            oldest.Forget();
            sum = Interlocked.Add(ref _sum, -WeightOf(oldest));
        }
    }

    private static int WeightOf(FeedPart part) => (int)Math.Min(OfPart + (part.EndOrdinal - part.FirstOrdinal), MostOfPart);
}
