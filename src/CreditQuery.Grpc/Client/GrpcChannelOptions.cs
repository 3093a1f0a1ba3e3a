using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>Options of a channel.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>How the channel is secured; null for what the scheme of the address says.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Largest message to send, bytes; null, the default, for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Largest message to receive, bytes, also after decompression; null for no limit.</summary>
    /// <value>4 MiB by default.</value>
    public int? MaxReceiveMessageSize { get; set; } = GrpcProtocol.DefaultMaxReceiveBytes;

    /// <summary>Upper bound of the attempts of any retry policy; null for none.</summary>
    /// <value>5 by default.</value>
    public int? MaxRetryAttempts { get; set; } = 5;

    /// <summary>Bytes all calls together may keep for retries; a call that would keep more is not tried again; null for no bound.</summary>
    /// <value>16 MiB by default.</value>
    public long? MaxRetryBufferSize { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes one call may keep for retries; null for no bound.</summary>
    /// <value>1 MiB by default.</value>
    public long? MaxRetryBufferPerCallSize { get; set; } = 1024 * 1024;

    /// <summary>Codings this client knows; null for gzip and deflate.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>Makes loggers; null for none.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Client to send with; not together with <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Handler to send with; null for one made for the channel.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether the channel disposes of the client or handler that was given.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether a call cancelled by its token throws OperationCanceledException instead of RpcException.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Whether call credentials are sent over plain text.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>Retry policies; null for none.</summary>
    public ServiceConfig? ServiceConfig { get; set; }

    /// <summary>Wait before the second attempt to connect.</summary>
    /// <value>One second by default.</value>
    public TimeSpan InitialReconnectBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts to connect; null for no bound.</summary>
    /// <value>Two minutes by default.</value>
    public TimeSpan? MaxReconnectBackoff { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Gives a TimeProvider and an ILoggerFactory when they are not given otherwise; null for none.</summary>
    public IServiceProvider? ServiceProvider { get; set; }

    /// <summary>HTTP version; null for 2.0.</summary>
    public Version? HttpVersion { get; set; }

    /// <summary>How the HTTP version is chosen; null for exactly <see cref="HttpVersion"/>.</summary>
    public HttpVersionPolicy? HttpVersionPolicy { get; set; }
}
