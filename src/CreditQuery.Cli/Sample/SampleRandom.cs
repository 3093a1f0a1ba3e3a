namespace CreditQuery.Cli.Sample;

/// <summary>Random numbers of one subject for one purpose: computed, not drawn, so that files can be made in any order.</summary>
internal struct SampleRandom
{
    private ulong _state;

    public SampleRandom(ulong seed, int index, uint purpose) => _state = Mix(seed ^ Mix(((ulong)purpose << 32) | (uint)index));

    /// <summary>A number from 0, below the bound.</summary>
    public int Next(int bound)
    {
        _state += 0x9E3779B97F4A7C15;
        return (int)(((Mix(_state) >> 32) * (ulong)bound) >> 32);
    }

    /// <summary>A number from the first to the last, both included.</summary>
    public int Next(int first, int last) => first + Next(last - first + 1);

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Next(1_000_000) < probability * 1_000_000;

    /// <summary>One of several.</summary>
    public T Of<T>(ReadOnlySpan<T> values) => values[Next(values.Length)];

    /// <summary>The finaliser of SplitMix64.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
