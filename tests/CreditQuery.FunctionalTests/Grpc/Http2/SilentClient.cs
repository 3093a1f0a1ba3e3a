using System.Net;
using System.Net.Sockets;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>A client that sends and never reads: what the server wants to say waits on its side.</summary>
internal sealed class SilentClient : IDisposable
{
    /// <summary>A send that takes longer meets a server that takes no more.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;

    private SilentClient(Socket socket) => _socket = socket;

    /// <summary>Preface and SETTINGS are sent.</summary>
    public static async Task<SilentClient> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, SendBufferSize = 65_536 };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await socket.SendAsync((byte[])[.. RawHttp2Client.Preface, .. new Http2Frame(Http2FrameType.Settings, Http2Flags.None, 0, []).ToBytes()]);
        return new SilentClient(socket);
    }

    /// <summary>Sends the bytes again and again.</summary>
    /// <returns>How many the server took before it closed or took no more.</returns>
    public async Task<long> FloodAsync(ReadOnlyMemory<byte> bytes, long times)
    {
        var sent = 0L;
        try
        {
            for (; times > 0; times--)
            {
                for (var rest = bytes; !rest.IsEmpty;)
                {
                    using var stall = new CancellationTokenSource(Stall);
                    var taken = await _socket.SendAsync(rest, SocketFlags.None, stall.Token);
                    sent += taken;
                    rest = rest[taken..];
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Closed, or full: both bound what this client costs.
        }

        return sent;
    }

    public void Dispose() => _socket.Dispose();
}
