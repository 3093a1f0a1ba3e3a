using System.Collections.Concurrent;
using System.Diagnostics;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What happened in a history and when, for whoever looks into a failed one.</summary>
internal sealed class HistoryTrace
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentDictionary<(string Failpoint, int Node), int> _hits = [];

    /// <summary>How often each failpoint did something.</summary>
    public ILookup<string, int> Hits => _hits.ToLookup(static hit => hit.Key.Failpoint, static hit => hit.Value);

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    public int HitsOf(string failpoint, int node) => _hits.GetValueOrDefault((failpoint, node));

    public void Note(string what) => _lines.Enqueue($"{Elapsed.TotalMilliseconds,8:0.0} {what}");

    /// <summary>Notes that a failpoint did something.</summary>
    public void Hit(string failpoint, int node)
    {
        _hits.AddOrUpdate((failpoint, node), 1, static (_, count) => count + 1);
        Note($"node {node} hit {failpoint}");
    }

    public void Save(string path) => File.WriteAllLines(path, _lines);
}
