using CreditQuery.Log.Events;
using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>Gives appends their revisions and writes them behind the last segment, one flush per batch.</summary>
/// <remarks>Used by the writer thread alone. After an exception other than <see cref="DiskFullException"/> it must not be used again.</remarks>
internal sealed class SegmentWriter : IDisposable
{
    private const int KeptBufferBytes = 8 << 20;

    private readonly LogFolder _folder;
    private readonly int _segmentSizeBytes;
    private readonly ChainHash _hash = new();
    private ILogFile _file;
    private byte[] _buffer = new byte[256 << 10];
    private int _used;
    private ulong _revision;
    private ChainValue _chain;
    private long _recordedAtMs;
    private bool _isSealed;

    public SegmentWriter(LogFolder folder, Segment tail, RecoveredTail recovered, int segmentSizeBytes)
    {
        _folder = folder;
        _segmentSizeBytes = segmentSizeBytes;
        Head = recovered.Head;
        _isSealed = recovered.IsSealed;
        _file = folder.Files.Open(tail.Path, writable: true);
        Offset = recovered.Offset;
        Reset();
    }

    /// <summary>Where the durable bytes of the segment end.</summary>
    public long Offset { get; private set; }

    /// <summary>The last durable event.</summary>
    public LogHead Head { get; private set; }

    /// <summary>Begins a new segment if this one is full.</summary>
    /// <returns>The new one; null if there is room.</returns>
    /// <exception cref="DiskFullException">No room for a new one; nothing has changed.</exception>
    public Segment? Roll()
    {
        if (Offset < _segmentSizeBytes || Head.Revision == 0)
        {
            return null;
        }

        var segment = _folder.CreateSegment(Head);
        _file.Dispose();
        _file = _folder.Files.Open(segment.Path, writable: true);
        Offset = SegmentHeader.SizeBytes;
        return segment;
    }

    /// <summary>Adds an append to the batch and sets its receipt.</summary>
    public void Add(PendingAppend append, long nowMs)
    {
        Reserve(append.MaxFrameBytes);
        var previous = _chain;
        _revision++;
        _recordedAtMs = Math.Max(_recordedAtMs, nowMs);
        _chain = _hash.Next(previous, _revision, _recordedAtMs, append.ChangeId, append.Payload.Span);

        Span<byte> previousBytes = stackalloc byte[ChainValue.SizeBytes];
        Span<byte> idBytes = stackalloc byte[ChangeId.SizeBytes];
        previous.WriteTo(previousBytes);
        append.ChangeId.WriteTo(idBytes);
        var fields = new EventFields
        {
            Format = EventCodec.Format,
            Revision = _revision,
            PreviousChain = previousBytes,
            ChangeId = idBytes,
            RecordedAtMs = _recordedAtMs,
            Author = append.Author,
            Payload = append.Payload.Span,
        };
        AddFrame(EventCodec.Write(_buffer.AsSpan(_used + Frame.HeaderBytes), fields));
        append.Receipt = new AppendReceipt(_revision, DateTimeOffset.FromUnixTimeMilliseconds(_recordedAtMs), _chain);
    }

    /// <summary>Makes the batch durable.</summary>
    /// <exception cref="DiskFullException">No room; the batch is gone and the segment is as before.</exception>
    public void Commit()
    {
        try
        {
            _file.Write(_buffer.AsSpan(0, _used), Offset);
        }
        catch (DiskFullException)
        {
            // The cut is made durable too: what was refused must not come back after a power loss.
            _file.SetLength(Offset);
            _file.Sync();
            Reset();
            throw;
        }

        LogFailpoints.At(LogFailpoint.FramesWritten);
        _file.Sync();
        Offset += _used;
        _isSealed = false;
        Head = new LogHead(_revision, _chain, DateTimeOffset.FromUnixTimeMilliseconds(_recordedAtMs));
        Reset();
    }

    /// <summary>Marks the end as durable, so that later damage of the last batch is told from a torn tail.</summary>
    public void Seal()
    {
        if (!_isSealed)
        {
            AddFrame(0);
            _file.Write(_buffer.AsSpan(0, _used), Offset);
            _file.Sync();
            Offset += _used;
            _isSealed = true;
            Reset();
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private void AddFrame(int bodyBytes)
    {
        var frame = _buffer.AsSpan(_used, Frame.HeaderBytes + bodyBytes);
        Frame.Complete(frame, Head.Revision, _folder.Seed);
        _used += frame.Length;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _used < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + bytes));
        }
    }

    private void Reset()
    {
        _used = 0;
        _revision = Head.Revision;
        _chain = Head.Chain;
        _recordedAtMs = Head.RecordedAt.ToUnixTimeMilliseconds();
        if (_buffer.Length > KeptBufferBytes)
        {
            _buffer = new byte[KeptBufferBytes];
        }
    }
}
