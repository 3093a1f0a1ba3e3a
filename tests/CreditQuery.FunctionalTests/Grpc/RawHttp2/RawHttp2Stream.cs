using System.Threading.Channels;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>One stream of a raw connection, seen from either side.</summary>
internal sealed class RawHttp2Stream(RawHttp2Connection connection, int id, long sendWindow)
{
    private readonly Channel<Http2StreamEvent> _events = Channel.CreateUnbounded<Http2StreamEvent>();

    public int Id { get; } = id;

    public RawHttp2Connection Connection { get; } = connection;

    /// <summary>Bytes that the peer still takes on this stream; guarded by the connection's lock.</summary>
    internal long SendWindow { get; set; } = sendWindow;

    /// <summary>Sends a header block in one HEADERS frame: the first one, or trailers.</summary>
    public Task SendHeadersAsync(IEnumerable<HeaderField> fields, bool endStream = false) =>
        Connection.SendHeadersAsync(Id, fields, endStream);

    /// <summary>Sends data in frames of at most <paramref name="frameLength"/> bytes, as flow control allows.</summary>
    public Task SendDataAsync(ReadOnlyMemory<byte> data, bool endStream = false, int frameLength = 16_384) =>
        Connection.SendDataAsync(this, data, endStream, frameLength, padding: null);

    /// <summary>The same with padding bytes in every frame; the padding counts against flow control.</summary>
    public Task SendPaddedDataAsync(ReadOnlyMemory<byte> data, byte padding, bool endStream = false, int frameLength = 16_384) =>
        Connection.SendDataAsync(this, data, endStream, frameLength, padding);

    public Task ResetAsync(Http2ErrorCode code) => Connection.SendResetAsync(Id, code);

    /// <summary>Waits for the next thing on this stream.</summary>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    public async Task<Http2StreamEvent> ReadAsync()
    {
        try
        {
            return await _events.Reader.ReadAsync().AsTask().WaitAsync(Connection.Options.Timeout);
        }
        catch (ChannelClosedException)
        {
            return new Http2StreamEvent();
        }
    }

    /// <summary>Waits for everything up to END_STREAM, a reset or the end of the connection.</summary>
    /// <exception cref="TimeoutException">A part did not come in time.</exception>
    public async Task<RawMessage> ReadMessageAsync()
    {
        var message = new RawMessage();
        Http2StreamEvent happened;
        do
        {
            happened = await ReadAsync();
            message.Add(happened);
        }
        while (!happened.IsLast);
        return message;
    }

    internal void Post(Http2StreamEvent happened) => _events.Writer.TryWrite(happened);

    internal void Complete() => _events.Writer.TryComplete();
}
