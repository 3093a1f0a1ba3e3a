using Google.Protobuf;

namespace CreditQuery.Server.Watch;

/// <summary>One message to a subscriber: a message of the contract, or an event whose bytes are shared, with what is the subscriber's own.</summary>
/// <remarks>What arrives is the same: a WatchResponse. The bytes of an event are written once for everybody whose filter lets it through (ADR 0027).</remarks>
internal sealed class WatchMessage
{
    private const int EventTag = (WatchResponse.EventFieldNumber << 3) | LengthDelimited;
    private const int LastTag = StatusEvent.LastOfRevisionFieldNumber << 3;
    private const int TokenTag = (StatusEvent.TokenFieldNumber << 3) | LengthDelimited;
    private const int IndexTag = StatusEvent.FilterIndexFieldNumber << 3;
    private const int LengthDelimited = 2;

    private readonly WatchResponse? _response;
    private readonly byte[] _common = [];
    private readonly ByteString _token = ByteString.Empty;
    private readonly uint? _filterIndex;
    private readonly bool _isLast;

    /// <summary>Takes a message of the contract.</summary>
    /// <param name="response">The message.</param>
    public WatchMessage(WatchResponse response) => _response = response;

    /// <summary>Takes an event.</summary>
    /// <param name="common">Its bytes without the fields below.</param>
    /// <param name="filterIndex">Which subject of the filter it tells of.</param>
    /// <param name="isLast">It is the last one of its revision.</param>
    /// <param name="token">Resumes after it; empty for none.</param>
    public WatchMessage(byte[] common, uint? filterIndex, bool isLast, ByteString token) =>
        (_common, _filterIndex, _isLast, _token) = (common, filterIndex, isLast, token);

    /// <summary>Sends messages; never reads one.</summary>
    public static Marshaller<WatchMessage> Marshaller { get; } = new(Send, static _ => throw new NotSupportedException("A node sends these messages only."));

    private static void Send(WatchMessage message, SerializationContext context)
    {
        if (message._response is { } response)
        {
            context.SetPayloadLength(response.CalculateSize());
            response.WriteTo(context.GetBufferWriter());
            context.Complete();
            return;
        }

        var length = message._common.Length + message.OwnLength;
        context.SetPayloadLength(1 + CodedOutputStream.ComputeLengthSize(length) + length);
        var output = context.GetBufferWriter();
        var bytes = output.GetSpan(1 + CodedOutputStream.ComputeLengthSize(length) + length);
        var at = Put(bytes, 0, EventTag);
        at = Put(bytes, at, (uint)length);
        message._common.CopyTo(bytes[at..]);
        output.Advance(message.PutOwn(bytes, at + message._common.Length));
        context.Complete();
    }

    private int OwnLength => (_isLast ? 2 : 0)
        + (_token.IsEmpty ? 0 : 1 + CodedOutputStream.ComputeLengthSize(_token.Length) + _token.Length)
        + (_filterIndex is { } index ? 1 + CodedOutputStream.ComputeUInt32Size(index) : 0);

    private int PutOwn(Span<byte> bytes, int at)
    {
        if (_isLast)
        {
            at = Put(bytes, Put(bytes, at, LastTag), 1);
        }

        if (!_token.IsEmpty)
        {
            at = Put(bytes, Put(bytes, at, TokenTag), (uint)_token.Length);
            _token.Span.CopyTo(bytes[at..]);
            at += _token.Length;
        }

        return _filterIndex is { } index ? Put(bytes, Put(bytes, at, IndexTag), index) : at;
    }

    private static int Put(Span<byte> bytes, int at, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes[at++] = (byte)(value | 0x80);
        }

        bytes[at++] = (byte)value;
        return at;
    }
}
