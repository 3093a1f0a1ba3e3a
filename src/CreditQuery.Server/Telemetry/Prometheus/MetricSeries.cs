namespace CreditQuery.Server.Telemetry.Prometheus;

/// <summary>The values of one instrument under one set of tags.</summary>
/// <remarks>Thread-safe without locks: recording stands on the way of a check.</remarks>
internal sealed class MetricSeries
{
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly double[] _bounds;
    private readonly long[] _buckets;
    private long _whole;
    private double _real;

    /// <summary>Makes an empty series.</summary>
    /// <param name="tags">Its tags.</param>
    /// <param name="bounds">Upper bounds of the buckets, ascending; empty unless it is of a histogram.</param>
    public MetricSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags, double[] bounds)
    {
        _tags = tags.ToArray();
        _bounds = bounds;
        _buckets = new long[bounds.Length + 1];
    }

    /// <summary>Its tags, in the order of the instrument.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Tags => _tags;

    /// <summary>The value of a counter or gauge; of a histogram the sum.</summary>
    public double Value => Interlocked.Read(ref _whole) + Volatile.Read(ref _real);

    /// <summary>Whether these are its tags.</summary>
    /// <param name="tags">Tags in the order of the instrument.</param>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _tags.Length)
        {
            return false;
        }

        for (var i = 0; i < tags.Length; i++)
        {
            // Values come from tables: mostly the same object.
            if (!string.Equals(tags[i].Key, _tags[i].Key, StringComparison.Ordinal) || !Equals(tags[i].Value, _tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds a whole number.</summary>
    /// <param name="value">The number.</param>
    public void Add(long value) => Interlocked.Add(ref _whole, value);

    /// <summary>Adds a real number.</summary>
    /// <param name="value">The number.</param>
    public void Add(double value)
    {
        double seen;
        do
        {
            seen = Volatile.Read(ref _real);
        }
        while (BitConverter.DoubleToInt64Bits(Interlocked.CompareExchange(ref _real, seen + value, seen)) != BitConverter.DoubleToInt64Bits(seen));
    }

    /// <summary>Puts a value in the place of the last one.</summary>
    /// <param name="value">The value.</param>
    public void Set(double value) => Volatile.Write(ref _real, value);

    /// <summary>Counts a value by its size.</summary>
    /// <param name="value">The value.</param>
    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }

    /// <summary>Reads one bucket alone, not added up.</summary>
    /// <param name="index">From 0 to the number of bounds, which is the bucket without a bound.</param>
    public long Bucket(int index) => Interlocked.Read(ref _buckets[index]);
}
