using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Server;

/// <summary>Options of one service, merged once from those of the service and those of the server.</summary>
internal sealed class MethodOptions
{
    public MethodOptions(GrpcServiceOptions server, GrpcServiceOptions service)
    {
        MaxReceiveBytes = service.MaxReceiveMessageSizeSpecified ? service.MaxReceiveMessageSize : server.MaxReceiveMessageSize;
        MaxSendBytes = service.MaxSendMessageSizeSpecified ? service.MaxSendMessageSize : server.MaxSendMessageSize;
        DetailedErrors = service.EnableDetailedErrors ?? server.EnableDetailedErrors ?? false;
        Codings = [.. service.CompressionProviders.Concat(server.CompressionProviders).DistinctBy(static c => c.EncodingName)];
        AcceptEncoding = MessageCompression.AcceptEncoding(Codings);
        ResponseCompressionLevel = service.ResponseCompressionLevel ?? server.ResponseCompressionLevel;
        SuppressCreatingService = service.SuppressCreatingService || server.SuppressCreatingService;
        Interceptors = [.. server.Interceptors, .. service.Interceptors];
        var coding = service.ResponseCompressionAlgorithm ?? server.ResponseCompressionAlgorithm;
        if (coding is not null and not GrpcProtocol.IdentityEncoding)
        {
            ResponseCoding = MessageCompression.Find(Codings, coding) ?? throw new InvalidOperationException(
                $"The configured response compression algorithm '{coding}' does not have a matching compression provider.");
        }
    }

    public int? MaxReceiveBytes { get; }

    public int? MaxSendBytes { get; }

    public bool DetailedErrors { get; }

    public ICompressionProvider[] Codings { get; }

    public string AcceptEncoding { get; }

    public ICompressionProvider? ResponseCoding { get; }

    public CompressionLevel? ResponseCompressionLevel { get; }

    public bool SuppressCreatingService { get; }

    public InterceptorRegistration[] Interceptors { get; }
}
