using System.Numerics;

namespace CreditQuery.LoadTests;

/// <summary>Latencies in microseconds, log-linear: 64 steps per power of two, so an error of at most 1.6 %. Not thread-safe: one per connection, then merged.</summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 6;
    private readonly long[] _counts = new long[64 << StepBits];
    private long _max;

    public long Count { get; private set; }

    public double MeanMicroseconds => Count == 0 ? 0 : Sum / Count;

    private double Sum { get; set; }

    public void Record(long microseconds)
    {
        var value = Math.Max(0, microseconds);
        _counts[Bucket(value)]++;
        Count++;
        Sum += value;
        _max = Math.Max(_max, value);
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        Sum += other.Sum;
        _max = Math.Max(_max, other._max);
    }

    /// <summary>The value below which a share of the latencies lies.</summary>
    public long Percentile(double percent)
    {
        var wanted = (long)Math.Ceiling(Count * percent / 100);
        for (int i = 0, seen = 0; i < _counts.Length; i++)
        {
            seen += (int)_counts[i];
            if (seen >= wanted && seen > 0)
            {
                return Math.Min(Top(i), _max);
            }
        }

        return _max;
    }

    private static int Bucket(long value)
    {
        if (value < 1 << StepBits)
        {
            return (int)value;
        }

        var shift = 63 - BitOperations.LeadingZeroCount((ulong)value) - StepBits;
        return ((shift + 1) << StepBits) + (int)((value >> shift) & ((1 << StepBits) - 1));
    }

    private static long Top(int bucket)
    {
        var shift = (bucket >> StepBits) - 1;
        var step = bucket & ((1 << StepBits) - 1);
        return shift < 0 ? step : ((long)(step + (1 << StepBits) + 1) << shift) - 1;
    }
}
