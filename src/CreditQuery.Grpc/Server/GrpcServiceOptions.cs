using System.IO.Compression;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>Options of the gRPC services of a server.</summary>
public class GrpcServiceOptions
{
    private int? _maxSendMessageSize;
    private int? _maxReceiveMessageSize;

    /// <summary>Makes the options of a server.</summary>
    public GrpcServiceOptions()
        : this([.. MessageCompression.Defaults])
    {
    }

    // Options of one service name only what differs: codings of their own would hide those of the server.
    private protected GrpcServiceOptions(IList<ICompressionProvider> compressionProviders) =>
        CompressionProviders = compressionProviders;

    /// <summary>Largest message to send, bytes.</summary>
    /// <value>Null, the default, for no limit.</value>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set
        {
            _maxSendMessageSize = value;
            MaxSendMessageSizeSpecified = true;
        }
    }

    /// <summary>True when <see cref="MaxSendMessageSize"/> was set, even to null.</summary>
    public bool MaxSendMessageSizeSpecified { get; private set; }

    /// <summary>Largest message to receive, bytes, also after decompression.</summary>
    /// <value>4 MiB by default; null for no limit.</value>
    public int? MaxReceiveMessageSize
    {
        get => MaxReceiveMessageSizeSpecified ? _maxReceiveMessageSize : GrpcProtocol.DefaultMaxReceiveBytes;
        set
        {
            _maxReceiveMessageSize = value;
            MaxReceiveMessageSizeSpecified = true;
        }
    }

    /// <summary>True when <see cref="MaxReceiveMessageSize"/> was set, even to null.</summary>
    public bool MaxReceiveMessageSizeSpecified { get; private set; }

    /// <summary>Whether the text of an unexpected exception reaches the client.</summary>
    /// <value>Null, the default, means no.</value>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>Coding of responses for clients that accept it, such as "gzip".</summary>
    /// <value>Null, the default, for none.</value>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>Level of compression; null for that of the provider.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>Codings this server knows.</summary>
    /// <value>gzip and deflate by default; for one service none, which adds none to those of the server.</value>
    public IList<ICompressionProvider> CompressionProviders { get; set; }

    /// <summary>Whether calls of unknown methods are left to the rest of the application instead of UNIMPLEMENTED.</summary>
    /// <value>Null, the default, means no.</value>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>Interceptors that every call passes, the first one first.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>Whether the service is not created for a call, because an interceptor answers.</summary>
    public bool SuppressCreatingService { get; set; }
}
