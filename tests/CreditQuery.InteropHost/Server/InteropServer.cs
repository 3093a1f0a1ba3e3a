using System.Net;
using CreditQuery.GrpcHosting;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace CreditQuery.InteropHost.Server;

/// <summary>Serves the interop contract, health and reflection on 127.0.0.1.</summary>
internal static class InteropServer
{
    /// <summary>Serves until the process is told to stop; prints "listening on PORT" when it is ready.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(InteropOptions options)
    {
        using var certificates = options.CertFile.Length > 0
            ? TestCertificates.Read(options.CertFile, options.KeyFile)
            : TestCertificates.Create();
        if (options.Out.Length > 0)
        {
            certificates.Write(options.Out);
        }

        await using var app = Build(options.Port, options.UseTls ? certificates : null);
        await app.StartAsync();
        Console.WriteLine($"listening on {PortOf(app)}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>A server that is not started yet.</summary>
    /// <param name="port">0 for a free one.</param>
    /// <param name="certificates">Null for cleartext.</param>
    public static WebApplication Build(int port, TestCertificates? certificates)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrel.Listen(IPAddress.Loopback, port, endpoint =>
            {
                if (certificates is not null)
                {
                    endpoint.UseHttps(certificates.Server);
                }

                if (Http2Choice.IsOwn)
                {
                    endpoint.UseOwnHttp2();
                }
            });
        });
        builder.Services.AddOwnHttp2();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.CompressionProviders = [new ObservedGzip(CompressedMessages.Add)];
        });
        builder.Services.AddGrpcReflection();
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        health.SetStatus(TestService.Descriptor.FullName, HealthCheckResponse.Types.ServingStatus.Serving);
        builder.Services.AddSingleton(health);
        var app = builder.Build();
        app.Use(next => context =>
        {
            CompressedMessages.Begin();
            return next(context);
        });
        app.MapGrpcService(InteropService.Define());
        app.MapGrpcService<HealthServiceImpl>();
        app.MapGrpcReflectionService();
        return app;
    }

    /// <summary>The port of a started server.</summary>
    public static int PortOf(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()).Port;
}
