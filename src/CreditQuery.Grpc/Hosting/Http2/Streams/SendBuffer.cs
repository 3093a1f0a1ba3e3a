using System.Buffers;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Bytes of a response on their way from the application to frames.</summary>
/// <remarks>
/// The application writes at the tail without a lock; frames are made from the head under the connection's gate, of bytes that were committed
/// under it. The two touch the same segment, never the same bytes. The first segment stays with the stream for its next use.
/// </remarks>
internal sealed class SendBuffer
{
    private const int FirstBytes = 1024;
    private const int NextBytes = 4096;
    private const int LargestGrowth = 64 * 1024;

    private readonly Segment _first = new(new byte[FirstBytes]);
    private Segment _head;
    private Segment _tail;
    private int _headIndex;
    private int _tailIndex;
    private int _pending;

    public SendBuffer() => _head = _tail = _first;

    /// <summary>Bytes written and not committed. The application's.</summary>
    public int Uncommitted { get; private set; }

    /// <summary>Bytes committed and not yet in a frame. Under the gate.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Room at the tail. The application's.</summary>
    public Memory<byte> GetMemory(int sizeHint)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _tail.Bytes.AsMemory(_tailIndex);
    }

    /// <summary>Room at the tail. The application's.</summary>
    public Span<byte> GetSpan(int sizeHint)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _tail.Bytes.AsSpan(_tailIndex);
    }

    /// <summary>Counts what was written into the room. The application's.</summary>
    public void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_tail.Bytes.Length - _tailIndex), nameof(bytes));
        _tailIndex += bytes;
        Uncommitted += bytes;
    }

    /// <summary>Lets go what was written. Under the gate.</summary>
    public void Commit()
    {
        _pending += Uncommitted;
        Uncommitted = 0;
    }

    /// <summary>Moves committed bytes into a frame. Under the gate.</summary>
    public void Take(Span<byte> destination)
    {
        var bytes = destination.Length;
        while (true)
        {
            // The tail is the application's. What was committed lies in this segment, unless another one follows: it was put there before.
            var here = _head.Next is null ? destination.Length : Math.Min(destination.Length, _head.End - _headIndex);
            _head.Bytes.AsSpan(_headIndex, here).CopyTo(destination);
            _headIndex += here;
            destination = destination[here..];
            if (destination.IsEmpty)
            {
                // Last: it tells the application that the segment is its own again.
                Volatile.Write(ref _pending, _pending - bytes);
                return;
            }

            var emptied = _head;
            _head = _head.Next!;
            _headIndex = 0;
            GiveBack(emptied);
        }
    }

    /// <summary>Forgets everything, for the next use or because nobody wants it. Nobody else may be at it.</summary>
    public void Clear()
    {
        while (!ReferenceEquals(_head, _tail))
        {
            var emptied = _head;
            _head = _head.Next!;
            GiveBack(emptied);
        }

        GiveBack(_head);
        _first.Next = null;
        _head = _tail = _first;
        _headIndex = _tailIndex = 0;
        Uncommitted = 0;
        _pending = 0;
    }

    private void GiveBack(Segment segment)
    {
        if (!ReferenceEquals(segment, _first))
        {
            ArrayPool<byte>.Shared.Return(segment.Bytes);
        }
    }

    private void MakeRoom(int bytes)
    {
        if (_tailIndex > 0 && Uncommitted == 0 && Pending == 0)
        {
            // Nothing is left to send, so nobody looks at the head: the segment is used again from its start.
            Rewind();
        }

        if (_tail.Bytes.Length - _tailIndex >= bytes)
        {
            return;
        }

        var next = new Segment(ArrayPool<byte>.Shared.Rent(Math.Max(bytes, Math.Min(LargestGrowth, Math.Max(NextBytes, 2 * _tail.Bytes.Length)))));
        _tail.End = _tailIndex;
        _tail.Next = next;
        _tail = next;
        _tailIndex = 0;
    }

    private void Rewind()
    {
        if (_tailIndex <= FirstBytes && ReferenceEquals(_head, _tail) && !ReferenceEquals(_tail, _first))
        {
            // So little went through it this time that the stream's own segment is enough: it may be a stream that says little for hours.
            Clear();
            return;
        }

        while (!ReferenceEquals(_head, _tail))
        {
            var emptied = _head;
            _head = _head.Next!;
            GiveBack(emptied);
        }

        _headIndex = _tailIndex = 0;
    }

    private sealed class Segment(byte[] bytes)
    {
        private Segment? _next;

        public byte[] Bytes { get; } = bytes;

        /// <summary>Bytes in it, once another one follows.</summary>
        public int End { get; set; }

        /// <summary>Set after <see cref="End"/>, and read before it.</summary>
        public Segment? Next
        {
            get => Volatile.Read(ref _next);
            set => Volatile.Write(ref _next, value);
        }
    }
}
