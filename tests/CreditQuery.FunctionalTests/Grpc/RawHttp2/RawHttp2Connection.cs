using System.Buffers.Binary;
using System.Threading.Channels;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>
/// HTTP/2 by hand over a stream of bytes, for either side: it sends whatever the test says, right or wrong, and keeps
/// every frame that came.
/// </summary>
/// <remarks>
/// One background loop reads; sends may come from anywhere. Nothing in this folder is taken from the server's own HTTP/2, not even its
/// constants and tables, though they look alike: a slip there must not be one here too. Source: RFC 9113.
/// </remarks>
internal sealed class RawHttp2Connection(Stream transport, RawHttp2Options options) : IAsyncDisposable
{
    private const int BatchLength = 65_536;

    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly SendWindows _windows = new();
    private readonly FrameJournal _journal = new(options.Timeout);
    private readonly Channel<RawHttp2Stream> _accepted = Channel.CreateUnbounded<RawHttp2Stream>();
    private readonly HpackDecoder _decoder = new();
    private readonly List<byte> _headerBlock = [];
    private bool _headersEndStream;
    private int _nextStreamId = 1;
    private bool _isDisposed;

    public RawHttp2Options Options { get; } = options;

    /// <summary>All frames received so far, in order.</summary>
    public IReadOnlyList<Http2Frame> Received => _journal.Frames;

    /// <summary>Ends when the peer has closed or reset the connection, or on disposal.</summary>
    public Task Closed { get; private set; } = Task.CompletedTask;

    /// <summary>Sends SETTINGS and begins to read; the preface is the business of the caller.</summary>
    public async Task StartAsync()
    {
        // SETTINGS must be the first frame: an answer to what the peer sent already may not overtake it.
        await SendSettingsAsync(Options.Settings);
        Closed = Task.Run(ReadFramesAsync);
    }

    /// <summary>Reads what a client says first, for a server.</summary>
    /// <exception cref="InvalidDataException">The peer does not speak HTTP/2.</exception>
    public async Task ReadPrefaceAsync()
    {
        var preface = new byte[RawHttp2Client.Preface.Length];
        await transport.ReadExactlyAsync(preface, _stop.Token).AsTask().WaitAsync(Options.Timeout);
        if (!RawHttp2Client.Preface.SequenceEqual(preface))
        {
            throw new InvalidDataException("The peer did not begin with the HTTP/2 preface.");
        }
    }

    /// <summary>A new stream of a client's; nothing is sent yet.</summary>
    public RawHttp2Stream OpenStream()
    {
        var id = _nextStreamId;
        _nextStreamId += 2;
        return _windows.Open(this, id);
    }

    /// <summary>Waits for the next stream that the peer opens.</summary>
    /// <returns>Null when the peer has closed the connection.</returns>
    public async Task<RawHttp2Stream?> AcceptStreamAsync()
    {
        try
        {
            return await _accepted.Reader.ReadAsync().AsTask().WaitAsync(Options.Timeout);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>Waits for a frame that came or comes.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="EndOfStreamException">The connection ended without one.</exception>
    public Task<Http2Frame> WaitForAsync(Func<Http2Frame, bool> wanted) => _journal.WaitForAsync(wanted);

    public async Task SendFrameAsync(Http2FrameType type, Http2Flags flags, int streamId, ReadOnlyMemory<byte> payload) =>
        await SendBytesAsync(new Http2Frame(type, flags, streamId, payload.ToArray()).ToBytes());

    /// <summary>Sends bytes as they are, for what is not even a frame.</summary>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync(Options.Timeout);
        try
        {
            await transport.WriteAsync(bytes, _stop.Token).AsTask().WaitAsync(Options.Timeout);
            await transport.FlushAsync(_stop.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    public Task SendSettingsAsync(IReadOnlyList<(Http2SettingId Id, uint Value)> settings)
    {
        var payload = new byte[settings.Count * 6];
        for (var i = 0; i < settings.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), (ushort)settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((i * 6) + 2), settings[i].Value);
        }

        return SendFrameAsync(Http2FrameType.Settings, Http2Flags.None, 0, payload);
    }

    public Task SendHeadersAsync(int streamId, IEnumerable<HeaderField> fields, bool endStream) =>
        SendFrameAsync(
            Http2FrameType.Headers,
            Http2Flags.EndHeaders | (endStream ? Http2Flags.EndStream : Http2Flags.None),
            streamId,
            HpackEncoder.Encode(fields));

    public Task SendPingAsync(long opaque)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(payload, opaque);
        return SendFrameAsync(Http2FrameType.Ping, Http2Flags.None, 0, payload);
    }

    public Task SendResetAsync(int streamId, Http2ErrorCode code)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)code);
        return SendFrameAsync(Http2FrameType.ResetStream, Http2Flags.None, streamId, payload);
    }

    public Task SendGoAwayAsync(int lastStreamId, Http2ErrorCode code)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, lastStreamId);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(4), (uint)code);
        return SendFrameAsync(Http2FrameType.GoAway, Http2Flags.None, 0, payload);
    }

    public Task SendWindowUpdateAsync(int streamId, int increment)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, increment);
        return SendFrameAsync(Http2FrameType.WindowUpdate, Http2Flags.None, streamId, payload);
    }

    /// <summary>Closes the connection at once; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _stop.CancelAsync();
        await transport.DisposeAsync();
        await Closed.WaitAsync(Options.Timeout);
        _stop.Dispose();
        _sending.Dispose();
    }

    internal async Task SendDataAsync(RawHttp2Stream stream, ReadOnlyMemory<byte> data, bool endStream, int frameLength, byte? padding)
    {
        // Tiny frames go out many at a time; what waits for flow control must not hold back what is granted.
        var batch = new List<byte>();
        do
        {
            var overhead = padding is { } bytes ? bytes + 1 : 0;
            var wanted = Math.Min(data.Length, frameLength);
            if (_windows.TryTake(stream, wanted, overhead) is not { } length)
            {
                await SendBytesAsync(batch.ToArray());
                batch.Clear();
                length = await _windows.TakeAsync(stream, wanted, overhead, _stop.Token).WaitAsync(Options.Timeout);
            }

            batch.AddRange(DataFrame(stream.Id, data[..length], endStream && length == data.Length, padding).ToBytes());
            data = data[length..];
            if (batch.Count > BatchLength || data.IsEmpty)
            {
                await SendBytesAsync(batch.ToArray());
                batch.Clear();
            }
        }
        while (!data.IsEmpty);
    }

    private static Http2Frame DataFrame(int streamId, ReadOnlyMemory<byte> data, bool endStream, byte? padding) => new(
        Http2FrameType.Data,
        (endStream ? Http2Flags.EndStream : Http2Flags.None) | (padding is null ? Http2Flags.None : Http2Flags.Padded),
        streamId,
        padding is { } pad ? [pad, .. data.Span, .. new byte[pad]] : data.ToArray());

    private async Task ReadFramesAsync()
    {
        try
        {
            while (await Http2Frame.ReadAsync(transport, _stop.Token) is { } frame)
            {
                _journal.Add(frame);
                await ReceiveAsync(frame);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer went away or the test is over: both are ends like any other.
        }
        finally
        {
            _accepted.Writer.TryComplete();
            _journal.Complete();
            _windows.Close();
        }
    }

    private async Task ReceiveAsync(Http2Frame frame)
    {
        switch (frame.Type)
        {
            case Http2FrameType.Settings when !frame.IsAck:
                _windows.Apply(frame.Settings());
                if (Options.AckSettings)
                {
                    await ReplyAsync(Http2FrameType.Settings, 0, Http2Frame.Ack, []);
                }

                break;
            case Http2FrameType.Ping when !frame.IsAck && Options.AckPings:
                await ReplyAsync(Http2FrameType.Ping, 0, Http2Frame.Ack, frame.Payload);
                break;
            case Http2FrameType.WindowUpdate:
                _windows.Add(frame.StreamId, frame.WindowIncrement);
                break;
            case Http2FrameType.Headers or Http2FrameType.Continuation:
                ReceiveHeaders(frame);
                break;
            case Http2FrameType.Data:
                await ReceiveDataAsync(frame);
                break;
            case Http2FrameType.ResetStream:
                _windows.Find(frame.StreamId)?.Post(new Http2StreamEvent { Reset = frame.ErrorCode });
                break;
        }
    }

    private void ReceiveHeaders(Http2Frame frame)
    {
        if (frame.Type == Http2FrameType.Headers)
        {
            _headerBlock.Clear();
            _headersEndStream = frame.EndsStream;
        }

        _headerBlock.AddRange(frame.Content);
        if (!frame.EndsHeaders)
        {
            return;
        }

        var fields = _decoder.Decode(_headerBlock.ToArray());
        if (_windows.Find(frame.StreamId) is not { } stream)
        {
            stream = _windows.Open(this, frame.StreamId);
            _accepted.Writer.TryWrite(stream);
        }

        stream.Post(new Http2StreamEvent { Headers = fields, EndsStream = _headersEndStream });
    }

    private async Task ReceiveDataAsync(Http2Frame frame)
    {
        _windows.Find(frame.StreamId)?.Post(new Http2StreamEvent { Data = frame.Content.ToArray(), EndsStream = frame.EndsStream });
        if (Options.ReplenishWindows && frame.Payload.Length > 0)
        {
            var increment = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(increment, frame.Payload.Length);
            await ReplyAsync(Http2FrameType.WindowUpdate, 0, Http2Flags.None, increment);
            if (!frame.EndsStream)
            {
                await ReplyAsync(Http2FrameType.WindowUpdate, frame.StreamId, Http2Flags.None, increment);
            }
        }
    }

    /// <summary>Sends what the protocol asks for; if the peer takes no more, what it has sent is still worth reading.</summary>
    private async Task ReplyAsync(Http2FrameType type, int streamId, Http2Flags flags, byte[] payload)
    {
        try
        {
            await SendFrameAsync(type, flags, streamId, payload);
        }
        catch (IOException)
        {
            // The read side tells when the connection is over.
        }
    }
}
