using System.Numerics;

namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>The fields one side has sent for reuse, newest first, in a ring. Source: RFC 7541, 2.3.2 and 4.</summary>
internal sealed class DynamicTable(int maxSize)
{
    /// <summary>Made with the first entry: many clients never send one. Full when all entries have no characters at all.</summary>
    private HeaderField?[] _ring = [];
    private int _newest = -1;
    private int _size;
    private int _maxSize = maxSize;

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>An entry.</summary>
    /// <param name="age">0 is the newest; below <see cref="Count"/>.</param>
    public HeaderField this[int age] => _ring[(_newest - age) & (_ring.Length - 1)]!;

    /// <summary>Adds a field; older ones give way. One that is bigger than the table empties it (RFC 7541, 4.4).</summary>
    public void Add(HeaderField field)
    {
        EvictTo(_maxSize - field.Size);
        if (field.Size > _maxSize)
        {
            return;
        }

        var needed = Count + 1;
        if (needed > _ring.Length)
        {
            Grow(needed);
        }

        _newest = (_newest + 1) & (_ring.Length - 1);
        _ring[_newest] = field;
        _size += field.Size;
        Count = needed;
    }

    /// <summary>Changes how many bytes the entries may count for; the caller has checked the limit.</summary>
    public void Resize(int maxSize)
    {
        _maxSize = maxSize;
        EvictTo(maxSize);
    }

    private void EvictTo(int size)
    {
        while (Count > 0 && _size > size)
        {
            ref var oldest = ref _ring[(_newest - Count + 1) & (_ring.Length - 1)];
            _size -= oldest!.Size;
            oldest = null;
            Count--;
        }
    }

    private void Grow(int needed)
    {
        const int FirstLength = 16;
        var ring = new HeaderField?[Math.Max(FirstLength, (int)BitOperations.RoundUpToPowerOf2((uint)needed))];
        for (var age = 0; age < Count; age++)
        {
            ring[Count - 1 - age] = this[age];
        }

        _ring = ring;
        _newest = Count - 1;
    }
}
