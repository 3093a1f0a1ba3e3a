using System.Net;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.GrpcHosting;
using Grpc.Health.V1;
using Grpc.HealthCheck;

namespace CreditQuery.InteropHost;

/// <summary>Builds the server of the interoperability tests.</summary>
public static class InteropServer
{
    /// <summary>Builds a server on 127.0.0.1.</summary>
    /// <param name="port">0 for any.</param>
    /// <param name="certificate">Null for plain text.</param>
    public static WebApplication Build(int port, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrel.Listen(IPAddress.Loopback, port, endpoint =>
            {
                if (certificate is not null)
                {
                    endpoint.UseHttps(certificate);
                }
            });
        });
        builder.Services.AddGrpc();
        builder.Services.AddGrpcReflection();
        builder.Services.AddSingleton<TestServiceServer>();
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        health.SetStatus("grpc.testing.TestService", HealthCheckResponse.Types.ServingStatus.Serving);
        builder.Services.AddSingleton(health);
        var app = builder.Build();
        app.MapGrpcService<TestServiceServer>();
        app.MapGrpcService<HealthServiceImpl>();
        app.MapGrpcReflectionService();
        return app;
    }
}
