using System.Net;
using System.Text;

namespace Grpc.Client;

/// <summary>The HTTP handler of a channel that was given none.</summary>
internal static class ChannelHandler
{
    // As much of a stream may be under way before the first window update; the framework widens it for fast readers, to 16 MiB.
    // The connection's window is 64 MiB: more for each stream, and a few streams that nobody reads would stop all others.
    private const int StreamWindowBytes = 1024 * 1024;

    public static SocketsHttpHandler Create(ConnectivityTracker connectivity) => new()
    {
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindowBytes,
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,

        // Latin-1 both ways: a value with a byte above 0x7F must not fail the call.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,

        // With TLS it gives an authenticated stream, which the handler takes as it is.
        ConnectCallback = connectivity.ConnectAsync,
    };
}
