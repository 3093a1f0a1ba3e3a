using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace CreditQuery.GrpcHosting;

/// <summary>Opens connections that can carry gRPC.</summary>
public static class Http2Connection
{
    /// <summary>How long opening one may take, TLS included.</summary>
    /// <remarks>Source: MIN_CONNECT_TIMEOUT of gRPC's connection backoff.</remarks>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Opens a connection in clear or with TLS.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="ssl">TLS with the name of the server in it; null: in clear.</param>
    /// <param name="wrap">Makes a stream of the socket and owns it.</param>
    /// <param name="time">Tells when <see cref="Patience"/> is over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">Not reached, or not in time (UNAVAILABLE).</exception>
    /// <exception cref="IOException">The handshake failed, or the server does not speak HTTP/2 over TLS (UNAVAILABLE).</exception>
    public static async ValueTask<Stream> OpenAsync(
        EndPoint endpoint, SslClientAuthenticationOptions? ssl, Func<Socket, Stream> wrap, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, either.Token);
            var stream = wrap(socket);
            return ssl is null ? stream : await SecureAsync(stream, ssl, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> SecureAsync(Stream stream, SslClientAuthenticationOptions ssl, CancellationToken cancellationToken)
    {
        // RFC 9113, 9.2.1: no renegotiation.
        ssl.AllowRenegotiation = false;
        ssl.ApplicationProtocols = [SslApplicationProtocol.Http2];
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(ssl, cancellationToken);
            return secure.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
                ? secure
                : throw new AuthenticationException("The server does not speak HTTP/2 over TLS.");
        }
        catch (AuthenticationException failure)
        {
            await secure.DisposeAsync();

            // An IOException, as for any connection that broke: clients know it for UNAVAILABLE.
            throw new IOException($"The TLS handshake failed: {failure.Message}", failure);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }
}
