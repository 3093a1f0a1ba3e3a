namespace CreditQuery.Rules.Coverage;

/// <summary>The sources known at one revision, with the instant of the last change of each. Immutable.</summary>
/// <remarks>A new change gives a new register that shares the definitions. Source: architecture, chapter 5 (coverage).</remarks>
public sealed class SourceRegister
{
    /// <summary>No source: nothing is covered.</summary>
    public static readonly SourceRegister Empty = new([], []);

    private readonly SourceDefinition[] _sources;
    private readonly long[] _lastChangeTicks;

    private SourceRegister(SourceDefinition[] sources, long[] lastChangeTicks)
    {
        _sources = sources;
        _lastChangeTicks = lastChangeTicks;
    }

    /// <summary>The sources, in the order of their codes.</summary>
    public IReadOnlyList<SourceDefinition> Sources => _sources;

    internal SourceDefinition[] Definitions => _sources;

    internal ReadOnlySpan<long> LastChangeTicks => _lastChangeTicks;

    /// <summary>Finds a source.</summary>
    /// <param name="code">Its code.</param>
    /// <returns>Its index in <see cref="Sources"/>; -1 if there is none.</returns>
    public int IndexOf(string code)
    {
        for (var index = 0; index < _sources.Length; index++)
        {
            if (_sources[index].Code == code)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Instant of the last change of a source.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>UTC.</returns>
    public DateTimeOffset LastChangeAt(int index) => new(_lastChangeTicks[index], TimeSpan.Zero);

    /// <summary>Adds or replaces a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="changedAt">Instant of the change, which is its last one.</param>
    /// <returns>The new register.</returns>
    public SourceRegister With(SourceDefinition source, DateTimeOffset changedAt)
    {
        ArgumentNullException.ThrowIfNull(source);
        var known = new SortedDictionary<string, (SourceDefinition Source, long Ticks)>(StringComparer.Ordinal);
        for (var index = 0; index < _sources.Length; index++)
        {
            known[_sources[index].Code] = (_sources[index], _lastChangeTicks[index]);
        }

        known[source.Code] = (source, changedAt.UtcTicks);
        return new SourceRegister([.. known.Values.Select(k => k.Source)], [.. known.Values.Select(k => k.Ticks)]);
    }

    /// <summary>Takes a source away.</summary>
    /// <param name="code">Its code.</param>
    /// <returns>The new register; this one if there is no such source.</returns>
    public SourceRegister Without(string code)
    {
        var index = IndexOf(code);
        return index < 0
            ? this
            : new SourceRegister([.. _sources[..index], .. _sources[(index + 1)..]], [.. _lastChangeTicks[..index], .. _lastChangeTicks[(index + 1)..]]);
    }

    /// <summary>Notes a change that came from a source.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="changedAt">Instant of the change.</param>
    /// <returns>The new register, which shares the definitions; this one if there is no such source.</returns>
    public SourceRegister Touched(string code, DateTimeOffset changedAt)
    {
        var index = IndexOf(code);
        if (index < 0)
        {
            return this;
        }

        var ticks = (long[])_lastChangeTicks.Clone();
        ticks[index] = changedAt.UtcTicks;
        return new SourceRegister(_sources, ticks);
    }
}
