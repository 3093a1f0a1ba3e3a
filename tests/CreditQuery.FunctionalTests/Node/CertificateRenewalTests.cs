using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.Client;
using CreditQuery.FunctionalTests.Grpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>A client certificate that is renewed while the client runs.</summary>
public sealed class CertificateRenewalTests : IDisposable
{
    private readonly TlsFiles _files = new();
    private readonly ConcurrentQueue<string> _shown = [];

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task ClientCertificate_Renewed_CountsFromTheNextConnectionOn()
    {
        await using var server = await StartAsync();
        var (certificate, key) = _files.Issue("first");
        using var channel = Open(server, certificate, key);

        await CallAsync(channel, close: false);
        _files.Renew("second", certificate, key);
        await CallAsync(channel, close: true);
        await CallAsync(channel, close: true);
        _files.Renew("third", certificate, key);
        await CallAsync(channel, close: false);

        Assert.Equal(["CN=first", "CN=second", "CN=third"], _shown);
    }

    [Fact]
    public async Task ClientCertificate_RenewedByHalf_TheLastOneCounts()
    {
        await using var server = await StartAsync();
        var (certificate, key) = _files.Issue("first");
        var (renewed, renewedKey) = _files.Issue("second");
        using var channel = Open(server, certificate, key);

        await File.WriteAllTextAsync(certificate, "-----BEGIN", TestContext.Current.CancellationToken);
        await CallAsync(channel, close: true);
        File.Copy(renewed, certificate, overwrite: true);
        await CallAsync(channel, close: true);
        File.Copy(renewedKey, key, overwrite: true);
        await CallAsync(channel, close: true);
        File.Delete(certificate);
        await CallAsync(channel, close: true);

        Assert.Equal(["CN=first", "CN=first", "CN=second", "CN=second"], _shown);
    }

    private GrpcChannel Open(ProbeServer server, string certificate, string key) => ChannelFactory.Open(
        new Uri($"https://127.0.0.1:{server.Port}"),
        new CreditQueryClientOptions
        {
            CaCertificateFile = _files.AuthorityFile,
            ClientCertificateFile = certificate,
            ClientKeyFile = key,
            ServerName = "node.test",
        });

    /// <param name="channel">The channel.</param>
    /// <param name="close">Ends the connection with the call: the next one opens another.</param>
    private static Task<byte[]> CallAsync(GrpcChannel channel, bool close) => channel.CreateCallInvoker()
        .AsyncUnaryCall(Probe.UnaryMethod, null, default, [close ? (byte)1 : (byte)0]).ResponseAsync;

    private Task<ProbeServer> StartAsync()
    {
        var (certificate, key) = _files.Issue("node");
        var own = X509Certificate2.CreateFromPemFile(certificate, key);
        return ProbeServer.StartAsync(
            new Probe
            {
                Unary = static (request, context) =>
                {
                    if (request[0] == 1)
                    {
                        context.GetHttpContext().Connection.RequestClose();
                    }

                    return Task.FromResult(request);
                },
            },
            listen: endpoint => endpoint.UseHttps(https =>
            {
                https.ServerCertificate = own;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (shown, _, _) =>
                {
                    _shown.Enqueue(shown.Subject);
                    return true;
                };
            }));
    }
}
