using System.Net;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.GrpcHosting;
using CreditQuery.InteropHost.Server;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Grpc;

/// <summary>A real Kestrel on a free port of 127.0.0.1 that serves a <see cref="Probe"/>; fails a test that left an error in its log.</summary>
internal sealed class ProbeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ErrorLog _log;

    private ProbeServer(WebApplication app, ErrorLog log)
    {
        _app = app;
        _log = log;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public int Port => Address.Port;

    public IServiceProvider Services => _app.Services;

    /// <summary>Set by tests whose handler throws on purpose.</summary>
    public bool AllowsErrors { get; init; }

    public IEnumerable<string> Errors => _log.Errors;

    public static async Task<ProbeServer> StartAsync(
        Probe? probe = null,
        Action<GrpcServiceOptions>? options = null,
        TimeProvider? time = null,
        bool allowErrors = false,
        Action<ListenOptions>? listen = null,
        Action<IServiceCollection>? services = null,
        Action<IEndpointRouteBuilder>? map = null,
        int port = 0,
        Action<KestrelServerOptions>? kestrelOptions = null,
        bool? isOwnHttp2 = null,
        Action<IApplicationBuilder>? use = null)
    {
        var log = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrelOptions?.Invoke(kestrel);
            kestrel.Listen(IPAddress.Loopback, port, endpoint =>
            {
                listen?.Invoke(endpoint);
                if (isOwnHttp2 ?? Http2Choice.IsOwn)
                {
                    endpoint.UseOwnHttp2();
                }
            });
        });
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.Services.AddOwnHttp2();
        services?.Invoke(builder.Services);
        builder.Services.AddGrpc(options ?? (static _ => { }));
        var app = builder.Build();
        use?.Invoke(app);
        app.MapGrpcService((probe ?? new Probe()).Define());
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ProbeServer(app, log) { AllowsErrors = allowErrors };
    }

    public Task<RawHttp2Client> ConnectAsync(RawHttp2Options? options = null) => RawHttp2Client.ConnectAsync(Port, options);

    public GrpcChannel OpenChannel(GrpcChannelOptions? options = null) =>
        GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions());

    /// <summary>One request on a connection of its own.</summary>
    public async Task<RawMessage> SendAsync(string path, ReadOnlyMemory<byte> body, params (string Name, string Value)[] headers)
    {
        await using var client = await ConnectAsync();
        return await client.SendAsync(GrpcBytes.RequestHeaders(path, headers), body);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!AllowsErrors)
        {
            Assert.Empty(_log.Errors);
        }
    }
}
