using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CreditQuery.Rules.Subjects;

/// <summary>The readings of one identifier, strongest first; a few at most, kept in place.</summary>
public struct ParsedIdentifiers
{
    /// <summary>Most readings of one identifier.</summary>
    public const int Capacity = 4;

    private Readings _readings;

    /// <summary>Number of readings; 0 if the identifier is invalid.</summary>
    public int Count { get; private set; }

    /// <summary>Gives a reading, in place.</summary>
    /// <param name="index">From 0, below <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reading.</exception>
    [UnscopedRef]
    public readonly ref readonly ParsedIdentifier this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return ref _readings[index];
        }
    }

    /// <summary>Adds a reading unless its block is there already.</summary>
    internal void Add(in ParsedIdentifier reading)
    {
        for (var i = 0; i < Count; i++)
        {
            ref readonly var known = ref _readings[i];
            if (known.Packed.Low == reading.Packed.Low && known.Packed.High == reading.Packed.High && known.Type == reading.Type)
            {
                return;
            }
        }

        _readings[Count++] = reading;
    }

    [InlineArray(Capacity)]
    private struct Readings
    {
        private ParsedIdentifier _first;
    }
}
