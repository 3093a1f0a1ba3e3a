using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Telemetry;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Message sizes and the interceptors of all services.</summary>
internal sealed class GrpcSetup(IOptions<LimitOptions> limits, IOptions<TelemetryOptions> telemetry) : IConfigureOptions<GrpcServiceOptions>
{
    /// <inheritdoc/>
    public void Configure(GrpcServiceOptions options)
    {
        options.MaxReceiveMessageSize = limits.Value.MaxMessageBytes;
        options.MaxSendMessageSize = limits.Value.MaxMessageBytes;
        if (telemetry.Value.TracesCalls)
        {
            // Outermost: it sees the status that the error interceptor makes.
            options.Interceptors.Add<CallTraces>();
        }

        options.Interceptors.Add<ErrorInterceptor>();
    }
}
