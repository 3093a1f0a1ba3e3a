using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>Reads the frames of one segment in order, through a buffer.</summary>
/// <remarks>Not thread-safe. Bodies lie in the buffer and hold until the next <see cref="Fill"/>. Owns the file.</remarks>
internal sealed class FrameReader(ILogFile file, uint seed, long offset) : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private long _fileOffset = offset;

    /// <summary>The segment's path, for messages.</summary>
    public string Path => file.Path;

    /// <summary>Length of the segment in bytes, at this moment.</summary>
    public long FileLength => file.Length;

    /// <summary>Where in the file the next frame starts.</summary>
    public long Offset => _fileOffset + _start;

    /// <summary>Whether the frame read last is the seal of a clean close.</summary>
    public bool AtSeal { get; private set; }

    /// <summary>Fetches bytes until a whole event is at hand, or as many as fit if there is more; steps over seals.</summary>
    /// <param name="limit">Where the readable bytes of the file end.</param>
    /// <returns>Complete: read on. Incomplete: nothing left before the limit but a part of a frame. Damaged: neither.</returns>
    public FrameStatus Fill(long limit)
    {
        Compact();
        var status = Peek(out var needed, out _);
        while (status == FrameStatus.Incomplete)
        {
            Reserve(needed);
            var wanted = (int)Math.Min(_buffer.Length - _end, limit - (_fileOffset + _end));
            var read = wanted <= 0 ? 0 : file.Read(_buffer.AsSpan(_end, wanted), _fileOffset + _end);
            if (read == 0)
            {
                return FrameStatus.Incomplete;
            }

            _end += read;
            status = Peek(out needed, out _);
        }

        return status;
    }

    /// <summary>Reads the next event's bytes if its frame is whole in the buffer; steps over seals.</summary>
    /// <returns>Incomplete if more must be fetched first.</returns>
    public FrameStatus TryRead(out ReadOnlyMemory<byte> body)
    {
        var status = Peek(out var length, out body);
        if (status == FrameStatus.Complete)
        {
            _start += length;
            AtSeal = false;
        }

        return status;
    }

    public void Dispose() => file.Dispose();

    private FrameStatus Peek(out int length, out ReadOnlyMemory<byte> body)
    {
        while (true)
        {
            var status = Frame.Read(_buffer.AsSpan(_start, _end - _start), seed, out length, out _);
            if (status != FrameStatus.Complete || length > Frame.HeaderBytes)
            {
                body = status == FrameStatus.Complete
                    ? _buffer.AsMemory(_start + Frame.HeaderBytes, length - Frame.HeaderBytes)
                    : default;
                return status;
            }

            _start += length;
            AtSeal = true;
        }
    }

    private void Compact()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _fileOffset += _start;
        _end -= _start;
        _start = 0;
    }

    // Grows to the working size with the first read that fills the small buffer: readers at the head stay small.
    private void Reserve(int needed)
    {
        if (_end == _buffer.Length || needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(BufferBytes, needed + Frame.HeaderBytes));
        }
    }
}
