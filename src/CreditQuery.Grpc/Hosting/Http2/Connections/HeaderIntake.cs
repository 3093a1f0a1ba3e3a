using System.Buffers;
using CreditQuery.GrpcHosting.Http2.Hpack;
using Microsoft.AspNetCore.Http;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Takes header blocks: opens streams with them, or ends requests by trailers. Source: RFC 9113, 6.2, 6.10 and 8.</summary>
internal sealed class HeaderIntake(ServerConnection connection)
{
    private const int PriorityBytes = 5;

    // A block may be longer than the list it stands for, but not by much; what is beyond is an attack on memory.
    private const int MostBlockBytesPerListByte = 2;
    private const int MostContinuations = 64;

    private readonly ServerConnection _connection = connection;
    private readonly HpackDecoder _decoder = new(connection.Limits.HeaderTableBytes);
    private readonly RequestHead _discarded = new();
    private byte[] _block = [];
    private int _length;
    private int _continuations;
    private bool _endsStream;

    /// <summary>Whether a header block has begun and not ended.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The stream that the open block is for.</summary>
    public int StreamId { get; private set; }

    public void Begin(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if ((frame.StreamId & 1) == 0)
        {
            throw Broken("HEADERS names a stream that is not the client's.");
        }

        var block = Padding.Strip(frame, payload);
        if ((frame.Flags & FrameFlags.Priority) != 0)
        {
            block = block.Length >= PriorityBytes ? block[PriorityBytes..]
                : throw new Http2ConnectionException(Http2ErrorCode.FrameSizeError, "HEADERS is too short for its priority.");
        }

        if (frame.EndsHeaders)
        {
            OnBlock(frame.StreamId, frame.EndsStream, block);
            return;
        }

        IsOpen = true;
        StreamId = frame.StreamId;
        _endsStream = frame.EndsStream;
        _length = _continuations = 0;
        Gather(block);
    }

    public void Continue(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (!IsOpen)
        {
            throw Broken("CONTINUATION continues nothing.");
        }

        if (++_continuations > MostContinuations)
        {
            throw TooMuch();
        }

        Gather(payload);
        if (!frame.EndsHeaders)
        {
            return;
        }

        IsOpen = false;
        OnBlock(frame.StreamId, _endsStream, _block.AsSpan(0, _length));
        ArrayPool<byte>.Shared.Return(_block, clearArray: true);
        _block = [];
    }

    private static Http2ConnectionException Broken(string message) => new(Http2ErrorCode.ProtocolError, message);

    private static Http2ConnectionException TooMuch() => new(Http2ErrorCode.EnhanceYourCalm, "A header block is much larger than agreed.");

    private void Gather(ReadOnlySpan<byte> part)
    {
        if (_length + part.Length > MostBlockBytesPerListByte * _connection.Limits.MaxHeaderListBytes)
        {
            throw TooMuch();
        }

        if (_block.Length < _length + part.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(2 * (_length + part.Length));
            _block.AsSpan(0, _length).CopyTo(larger);
            if (_block.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_block, clearArray: true);
            }

            _block = larger;
        }

        part.CopyTo(_block.AsSpan(_length));
        _length += part.Length;
    }

    private void OnBlock(int streamId, bool endsStream, ReadOnlySpan<byte> block)
    {
        _connection.Guard.OnUsefulFrame();
        if (streamId > _connection.LastStreamId)
        {
            Open(streamId, endsStream, block);
            return;
        }

        ServerStream? stream;
        lock (_connection.Output.Gate)
        {
            stream = _connection.Streams.Find(streamId) is { IsRequestEnded: false } open ? open : null;
            if (stream is null && !_connection.Streams.IsLingering(streamId))
            {
                throw new Http2ConnectionException(Http2ErrorCode.StreamClosed, "HEADERS comes on a stream that the client has ended.");
            }
        }

        TakeTrailers(stream, streamId, endsStream, block);
    }

    private void Open(int streamId, bool endsStream, ReadOnlySpan<byte> block)
    {
        _connection.LastStreamId = streamId;
        ServerStream stream;
        lock (_connection.Output.Gate)
        {
            stream = _connection.Streams.Rent();
        }

        Decode(block, stream.Request);
        stream.Request.Finish(_connection.Scheme);
        if (StreamOpening.TryBegin(_connection, stream, streamId, endsStream))
        {
            _connection.Latest = stream;
            _connection.Batches.Add(stream, isStart: true);
        }
    }

    private void TakeTrailers(ServerStream? stream, int streamId, bool endsStream, ReadOnlySpan<byte> block)
    {
        Decode(block, _discarded);
        var isRequestHead = _discarded.Method is not null || _discarded.Path is not null || _discarded.Scheme is not null || _discarded.Authority is not null;
        var trailers = stream is null ? null : new HeaderDictionary();
        if (trailers is not null)
        {
            foreach (var (name, values) in _discarded.Headers)
            {
                trailers[name] = values;
            }
        }

        _discarded.Reset();
        if (stream is null)
        {
            return;
        }

        if (!endsStream || isRequestHead)
        {
            throw Broken("Trailers do not end the stream, or have pseudo-headers.");
        }

        var hasWrongLength = false;
        lock (_connection.Output.Gate)
        {
            if (stream.Id != streamId || stream.IsRequestEnded)
            {
                return;
            }

            hasWrongLength = (stream.Request.ContentLength ?? stream.Body.Received) != stream.Body.Received;
            stream.RequestTrailers = trailers;
            stream.IsRequestEnded = !hasWrongLength;
            stream.Body.Append([], isLast: !hasWrongLength, out var wakes);
            if (wakes)
            {
                _connection.Batches.Add(stream, isStart: false);
            }
        }

        if (hasWrongLength)
        {
            _connection.ResetStream(streamId, Http2ErrorCode.ProtocolError, "The body is not as long as content-length says.");
        }
    }

    private void Decode(ReadOnlySpan<byte> block, RequestHead head)
    {
        try
        {
            _decoder.Decode(block, new Sink(head, _connection.Limits));
        }
        catch (HpackException failure)
        {
            throw new Http2ConnectionException(Http2ErrorCode.CompressionError, failure.Message);
        }

        if (head.Flaw is not null)
        {
            throw Broken(head.Flaw);
        }
    }

    private readonly struct Sink(RequestHead head, Http2Limits limits) : IHeaderSink
    {
        private readonly RequestHead _head = head;
        private readonly Http2Limits _limits = limits;

        public void OnField(HeaderField field) => _head.Take(field, _limits);
    }
}
