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
    private readonly ReadOnlyMemory<byte> _whole;
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

    private WatchMessage(ReadOnlyMemory<byte> whole) => _whole = whole;

    /// <summary>Sends messages; never reads one.</summary>
    public static Marshaller<WatchMessage> Marshaller { get; } = new(Send, static _ => throw new NotSupportedException("A node sends these messages only."));

    private int Length => _response?.CalculateSize() ?? (_whole.IsEmpty ? 1 + CodedOutputStream.ComputeLengthSize(EventLength) + EventLength : _whole.Length);

    private int EventLength => _common.Length + OwnLength;

    private int OwnLength => (_isLast ? 2 : 0)
        + (_token.IsEmpty ? 0 : 1 + CodedOutputStream.ComputeLengthSize(_token.Length) + _token.Length)
        + (_filterIndex is { } index ? 1 + CodedOutputStream.ComputeUInt32Size(index) : 0);

    /// <summary>The same messages in one array of bytes, to be sent many times.</summary>
    /// <param name="messages">The messages.</param>
    public static WatchMessage[] Packed(WatchMessage[] messages)
    {
        var bytes = new byte[messages.Sum(static message => message.Length)];
        var packed = new WatchMessage[messages.Length];
        var at = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            var whole = bytes.AsMemory(at, messages[i].Length);
            messages[i].WriteTo(whole.Span);
            packed[i] = new WatchMessage(whole);
            at += whole.Length;
        }

        return packed;
    }

    private void WriteTo(Span<byte> bytes)
    {
        if (_response is { } response)
        {
            response.WriteTo(bytes[..response.CalculateSize()]);
        }
        else if (!_whole.IsEmpty)
        {
            _whole.Span.CopyTo(bytes);
        }
        else
        {
            var at = Put(bytes, Put(bytes, 0, EventTag), (uint)EventLength);
            _common.CopyTo(bytes[at..]);
            PutOwn(bytes, at + _common.Length);
        }
    }

    private static void Send(WatchMessage message, SerializationContext context)
    {
        var length = message.Length;
        context.SetPayloadLength(length);
        var output = context.GetBufferWriter();
        if (message._response is { } response)
        {
            // A snapshot's subject may be larger than one buffer.
            response.WriteTo(output);
        }
        else
        {
            message.WriteTo(output.GetSpan(length));
            output.Advance(length);
        }

        context.Complete();
    }

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
