using System.Buffers;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Bytes of a request body that came and were not consumed. Not thread-safe; bounded by the windows.</summary>
internal sealed class BodyBuffer
{
    private const int FirstBytes = 1024;

    // A DATA frame is 16 KiB at most by default; larger pieces mean fewer messages that lie in two.
    private const int NextBytes = 16 * 1024;

    private readonly BodySegment _first = new(new byte[FirstBytes]);
    private BodySegment _head;
    private BodySegment _tail;
    private int _headIndex;

    public BodyBuffer() => _head = _tail = _first;

    /// <summary>Bytes in it.</summary>
    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> data)
    {
        Length += data.Length;
        while (true)
        {
            var part = Math.Min(data.Length, _tail.Bytes.Length - _tail.End);
            data[..part].CopyTo(_tail.Bytes.AsSpan(_tail.End));
            _tail.End += part;
            data = data[part..];
            if (data.IsEmpty)
            {
                return;
            }

            var next = new BodySegment(ArrayPool<byte>.Shared.Rent(NextBytes));
            _tail.Append(next);
            _tail = next;
        }
    }

    /// <summary>All of it.</summary>
    public ReadOnlySequence<byte> Read() => ReferenceEquals(_head, _tail)
        ? new ReadOnlySequence<byte>(_head.Bytes, _headIndex, _tail.End - _headIndex)
        : new ReadOnlySequence<byte>(_head, _headIndex, _tail, _tail.End);

    /// <summary>How far from the beginning a position of the last <see cref="Read"/> is, in bytes.</summary>
    public long OffsetOf(SequencePosition position) => position.GetObject() switch
    {
        byte[] => position.GetInteger() - _headIndex,
        BodySegment segment => segment.RunningIndex + position.GetInteger() - _head.RunningIndex - _headIndex,
        _ => 0,
    };

    /// <summary>Drops the first bytes.</summary>
    public void Consume(long bytes)
    {
        Length -= bytes;
        while (true)
        {
            var here = (int)Math.Min(bytes, _head.End - _headIndex);
            _headIndex += here;
            bytes -= here;
            if (bytes == 0)
            {
                break;
            }

            MoveOn();
        }

        if (Length == 0)
        {
            // A stream may be silent for long now: what is pooled goes back.
            Clear();
        }
    }

    /// <summary>Forgets everything, for the next use.</summary>
    public void Clear()
    {
        while (!ReferenceEquals(_head, _tail))
        {
            MoveOn();
        }

        GiveBack(_head);
        _first.Clear();
        _head = _tail = _first;
        _headIndex = 0;
        Length = 0;
    }

    private void MoveOn()
    {
        var emptied = _head;
        _head = _head.NextSegment!;
        _headIndex = 0;
        GiveBack(emptied);
    }

    private void GiveBack(BodySegment segment)
    {
        if (!ReferenceEquals(segment, _first))
        {
            ArrayPool<byte>.Shared.Return(segment.Bytes);
        }
    }
}
