using System.Collections.Concurrent;

namespace CreditQuery.Rules.Checks;

/// <summary>Plans of one catalogue by question, so that a check in a running day resolves nothing twice.</summary>
internal sealed class PlanCache
{
    // Regions and days come from callers; past this many plans all are dropped and made again as asked.
    private const int MaxPlans = 8192;

    private readonly ConcurrentDictionary<PlanKey, CheckPlan> _plans = new();
    private int _count;

    public CheckPlan? TryGet(in PlanKey key) => _plans.GetValueOrDefault(key);

    public CheckPlan Add(in PlanKey key, CheckPlan plan)
    {
        if (Interlocked.Increment(ref _count) > MaxPlans)
        {
            _plans.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        return _plans.GetOrAdd(key, plan);
    }
}
