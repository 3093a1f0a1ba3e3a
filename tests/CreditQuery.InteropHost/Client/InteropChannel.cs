using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.InteropHost.Client;

/// <summary>A channel to the server under test that counts compressed messages.</summary>
internal sealed class InteropChannel : IDisposable
{
    private readonly GrpcChannel _channel;
    private int _compressedMessages;

    public InteropChannel(InteropOptions options)
    {
        var name = options.ServerHostOverride.Length > 0 ? options.ServerHostOverride : options.ServerHost;
        var address = $"{(options.UseTls ? "https" : "http")}://{name}:{options.ServerPort}";
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = Handler(options),
            DisposeHttpClient = true,
            CompressionProviders = [new ObservedGzip(() => Interlocked.Increment(ref _compressedMessages))],
        });
        Invoker = _channel.CreateCallInvoker();
    }

    public CallInvoker Invoker { get; }

    public int CompressedMessages => Volatile.Read(ref _compressedMessages);

    public void Dispose() => _channel.Dispose();

    private static SocketsHttpHandler Handler(InteropOptions options)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false };
        if (options.ServerHostOverride.Length > 0)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(options, cancellationToken);
        }

        if (options.CaFile.Length > 0)
        {
            // The peers' test authorities publish no revocation list.
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(options.CaFile);
        }

        return handler;
    }

    // The address carries the name that the certificate must have; the connection goes to the host.
    private static async ValueTask<Stream> ConnectAsync(InteropOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.ServerHost, options.ServerPort, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
