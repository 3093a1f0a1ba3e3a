using System.Net;
using System.Net.Sockets;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>A cleartext HTTP/2 client by hand (prior knowledge), to see exactly what a server sends.</summary>
internal sealed class RawHttp2Client : IAsyncDisposable
{
    private RawHttp2Client(RawHttp2Connection connection) => Connection = connection;

    /// <summary>What an HTTP/2 client says first. Source: RFC 9113 section 3.4.</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public RawHttp2Connection Connection { get; }

    /// <summary>Connects to a port of 127.0.0.1, sends preface and SETTINGS.</summary>
    public static async Task<RawHttp2Client> ConnectAsync(int port, RawHttp2Options? options = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        options ??= new RawHttp2Options();
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).WaitAsync(options.Timeout);
        var connection = new RawHttp2Connection(new NetworkStream(socket, ownsSocket: true), options);
        await connection.SendBytesAsync(Preface.ToArray());
        await connection.StartAsync();
        return new RawHttp2Client(connection);
    }

    /// <summary>Opens a stream with a header block.</summary>
    public async Task<RawHttp2Stream> OpenAsync(IEnumerable<HeaderField> headers, bool endStream = false)
    {
        var stream = Connection.OpenStream();
        await stream.SendHeadersAsync(headers, endStream);
        return stream;
    }

    /// <summary>Sends a whole request and waits for the whole response.</summary>
    public async Task<RawMessage> SendAsync(IEnumerable<HeaderField> headers, ReadOnlyMemory<byte> body)
    {
        var stream = await OpenAsync(headers);
        await stream.SendDataAsync(body, endStream: true);
        return await stream.ReadMessageAsync();
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
