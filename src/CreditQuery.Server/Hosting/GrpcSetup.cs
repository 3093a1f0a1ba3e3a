using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Message sizes and the interceptor of all services.</summary>
internal sealed class GrpcSetup(IOptions<LimitOptions> limits) : IConfigureOptions<GrpcServiceOptions>
{
    /// <inheritdoc/>
    public void Configure(GrpcServiceOptions options)
    {
        options.MaxReceiveMessageSize = limits.Value.MaxMessageBytes;
        options.MaxSendMessageSize = limits.Value.MaxMessageBytes;
        options.Interceptors.Add<ErrorInterceptor>();
    }
}
