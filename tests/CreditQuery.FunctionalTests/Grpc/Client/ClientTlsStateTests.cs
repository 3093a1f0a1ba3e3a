using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Row K10 of docs/grpc.md: a channel is ready once its connection can carry calls.</summary>
public sealed class ClientTlsStateTests : IDisposable
{
    private readonly X509Certificate2 _certificate = Certificate();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task State_ServerSilentInTheHandshake_IsConnectingThenTransientFailure()
    {
        var time = new ManualTime();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(time).BuildServiceProvider();
        using var channel = Open(((IPEndPoint)listener.LocalEndpoint).Port, services);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var connecting = channel.ConnectAsync(stop.Token);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        // The client speaks first: its hello tells that TCP is done on both sides.
        await accepted.GetStream().ReadExactlyAsync(new byte[5], TestContext.Current.CancellationToken);
        Assert.Equal(ConnectivityState.Connecting, channel.State);
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(ConnectivityState.Connecting, channel.State);
        time.Advance(TimeSpan.FromSeconds(1));

        await channel.WaitForStateChangedAsync(ConnectivityState.Connecting, TestContext.Current.CancellationToken);
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task Call_ServerSilentInTheHandshake_IsUnavailable()
    {
        var time = new ManualTime();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(time).BuildServiceProvider();
        using var channel = Open(((IPEndPoint)listener.LocalEndpoint).Port, services);
        var call = CallAsync(channel);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await accepted.GetStream().ReadExactlyAsync(new byte[5], TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
    }

    [Theory]
    [InlineData(HttpProtocols.Http2, false)]
    [InlineData(HttpProtocols.Http1, true)]
    public async Task State_CertificateNotTrustedOrNoHttp2_IsTransientFailureAndCallsAreUnavailable(HttpProtocols protocols, bool trusts)
    {
        await using var server = await StartAsync(protocols);
        using var channel = Open(server.Port, credentials: trusts ? Trusting() : ChannelCredentials.SecureSsl);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var seen = new List<ConnectivityState>();
        var connecting = channel.ConnectAsync(stop.Token);
        while (channel.State is var state && state != ConnectivityState.TransientFailure)
        {
            seen.Add(state);
            await channel.WaitForStateChangedAsync(state, TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(ConnectivityState.Ready, seen);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => CallAsync(channel))).StatusCode);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task Call_ServerThatAgreesOnNoProtocol_IsUnavailableAndNeverReady()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var tcp = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using var stream = new SslStream(tcp.GetStream());
            await stream.AuthenticateAsServerAsync(_certificate);
            await stream.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        using var channel = Open(((IPEndPoint)listener.LocalEndpoint).Port, credentials: Trusting());

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => CallAsync(channel))).StatusCode);
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);
        await Record.ExceptionAsync(() => serving);
    }

    [Fact]
    public async Task State_HandshakeDone_IsReadyAndThatConnectionCarriesTheFirstCall()
    {
        var connections = 0;
        await using var server = await StartAsync(HttpProtocols.Http2, () => Interlocked.Increment(ref connections));
        using var channel = Open(server.Port, credentials: Trusting());

        await channel.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ConnectivityState.Ready, channel.State);
        await CallAsync(channel);

        Assert.Equal(ConnectivityState.Ready, channel.State);
        Assert.Equal(1, connections);
    }

    private static Task<byte[]> CallAsync(GrpcChannel channel) => channel.CreateCallInvoker()
        .AsyncUnaryCall(Probe.UnaryMethod, null, new CallOptions(cancellationToken: TestContext.Current.CancellationToken), [1]).ResponseAsync;

    private static GrpcChannel Open(int port, IServiceProvider? services = null, ChannelCredentials? credentials = null) =>
        GrpcChannel.ForAddress($"https://127.0.0.1:{port}", new GrpcChannelOptions { Credentials = credentials, ServiceProvider = services });

    private SslCredentials Trusting() => new(_certificate.ExportCertificatePem());

    private Task<ProbeServer> StartAsync(HttpProtocols protocols, Action? connected = null) => ProbeServer.StartAsync(listen: endpoint =>
    {
        endpoint.Protocols = protocols;
        endpoint.UseHttps(_certificate);
        endpoint.Use(next => connection =>
        {
            connected?.Invoke();
            return next(connection);
        });
    });

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
