namespace CreditQuery.Rules.Catalogues;

/// <summary>Finds small indexes by <see cref="Code32"/> number: open addressing, half empty, no allocation per look-up.</summary>
internal sealed class CodeIndex
{
    private readonly long[] _slots;
    private readonly int _mask;

    /// <summary>Builds the table.</summary>
    /// <param name="numbers">Numbers by index; distinct, none 0. The loader has refused a catalogue in which two codes share one.</param>
    public CodeIndex(ReadOnlySpan<int> numbers)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, numbers.Length * 2));
        _slots = new long[size];
        _mask = size - 1;
        for (var index = 0; index < numbers.Length; index++)
        {
            var at = numbers[index] & _mask;
            while (_slots[at] != 0)
            {
                at = (at + 1) & _mask;
            }

            // number in the upper half, index + 1 in the lower, so that 0 is an empty slot.
            _slots[at] = ((long)numbers[index] << 32) | (uint)(index + 1);
        }
    }

    /// <summary>Finds the index of a number.</summary>
    /// <param name="number">The number.</param>
    /// <returns>-1 if there is none.</returns>
    public int Find(int number)
    {
        var at = number & _mask;
        while (true)
        {
            var slot = _slots[at];
            if (slot == 0)
            {
                return -1;
            }

            if ((int)(slot >> 32) == number)
            {
                return (int)slot - 1;
            }

            at = (at + 1) & _mask;
        }
    }
}
