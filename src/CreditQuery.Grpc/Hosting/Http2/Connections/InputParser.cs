using System.Buffers;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Cuts what came into frames and hands on those that are whole.</summary>
internal sealed class InputParser(FrameHandler handler, int maxFrameBytes)
{
    private readonly FrameHandler _handler = handler;
    private readonly int _maxFrameBytes = maxFrameBytes;
    private byte[] _copy = [];

    /// <summary>Handles all whole frames.</summary>
    /// <returns>How far they go.</returns>
    /// <exception cref="Http2ConnectionException">The peer broke a rule.</exception>
    public SequencePosition Parse(ReadOnlySequence<byte> input)
    {
        while (true)
        {
            // Most frames lie in one piece of memory: no arithmetic over segments for them.
            var span = input.FirstSpan;
            var at = 0;
            while (span.Length - at >= FrameHeader.Bytes)
            {
                var frame = ReadHeader(span[at..]);
                if (span.Length - at - FrameHeader.Bytes < frame.Length)
                {
                    break;
                }

                at += FrameHeader.Bytes;
                _handler.Handle(frame, span.Slice(at, frame.Length));
                at += frame.Length;
            }

            var isLastPiece = input.IsSingleSegment;
            input = input.Slice(at);
            if (isLastPiece || (at == 0 && !TryParseOne(ref input)))
            {
                return input.Start;
            }
        }
    }

    /// <summary>Handles a frame that lies in several pieces.</summary>
    private bool TryParseOne(ref ReadOnlySequence<byte> input)
    {
        if (input.Length < FrameHeader.Bytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[FrameHeader.Bytes];
        input.Slice(0, FrameHeader.Bytes).CopyTo(header);
        var frame = ReadHeader(header);
        if (input.Length < FrameHeader.Bytes + frame.Length)
        {
            return false;
        }

        var payload = input.Slice(FrameHeader.Bytes, frame.Length);
        if (_copy.Length < frame.Length)
        {
            _copy = new byte[_maxFrameBytes];
        }

        payload.CopyTo(_copy);
        _handler.Handle(frame, _copy.AsSpan(0, frame.Length));
        input = input.Slice(FrameHeader.Bytes + frame.Length);
        return true;
    }

    private FrameHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var frame = FrameHeader.Read(bytes);
        return frame.Length <= _maxFrameBytes ? frame : throw new Http2ConnectionException(Http2ErrorCode.FrameSizeError, "A frame is larger than agreed.");
    }
}
