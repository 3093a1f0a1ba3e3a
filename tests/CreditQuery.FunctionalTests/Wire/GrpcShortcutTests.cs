using System.Net;
using CreditQuery.FunctionalTests.Grpc;
using CreditQuery.GrpcHosting;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Wire;

/// <summary>Calls of mapped methods take the short way, all others that of routing.</summary>
public sealed class GrpcShortcutTests
{
    [Theory]
    [InlineData(true, false, 0)]
    [InlineData(false, false, 1)]
    [InlineData(true, true, 1)]
    public async Task Call_OfAMappedMethod_PassesRoutingUnlessItHasTo(bool isAdmitted, bool isBoundToAHost, int seenBehind)
    {
        var seen = 0;
        await using var app = Build(isAdmitted, isBoundToAHost, () => Interlocked.Increment(ref seen));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var channel = GrpcChannel.ForAddress(AddressOf(app));

        var reply = await channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, Options(), [1, 2, 3]);

        Assert.Equal([1, 2, 3], reply);
        Assert.Equal(seenBehind, seen);
    }

    [Fact]
    public async Task Call_OfAnUnknownMethod_GoesOnToRouting()
    {
        var seen = 0;
        await using var app = Build(isAdmitted: true, isBoundToAHost: false, () => Interlocked.Increment(ref seen));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var channel = GrpcChannel.ForAddress(AddressOf(app));
        var unknown = new Method<byte[], byte[]>(MethodType.Unary, Probe.Service, "Unknown", Probe.UnaryMethod.RequestMarshaller, Probe.UnaryMethod.ResponseMarshaller);

        var failure = await Assert.ThrowsAsync<RpcException>(() => channel.CreateCallInvoker().AsyncUnaryCall(unknown, null, Options(), []).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
        Assert.Equal(1, seen);
    }

    private static CallOptions Options() => new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(60), cancellationToken: TestContext.Current.CancellationToken);

    private static WebApplication Build(bool isAdmitted, bool isBoundToAHost, Action onRouting)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.UseGrpcShortcut(_ => _ => isAdmitted);
        app.UseRouting();
        app.Use(next => context =>
        {
            onRouting();
            return next(context);
        });
        var methods = app.MapGrpcService(new Probe().Define());
        if (isBoundToAHost)
        {
            methods.RequireHost("127.0.0.1");
        }

        return app;
    }

    private static string AddressOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
