using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index.Transfer;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Hosting;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Replication;

/// <summary>Who may read checkpoints: the certificates that the operator has named, and nobody else.</summary>
public sealed class PeerRulesTests : IDisposable
{
    private readonly TlsFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Snapshot_Off_IsNotOffered()
    {
        await using var node = await NodeHost.StartAsync();
        var client = new ReplicationService.ReplicationServiceClient(node.RegistryChannel);

        var snapshot = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(client));
        using var follow = client.Follow(new FollowRequest { FromRevision = 1 }, NodeHost.Call());
        var events = await Assert.ThrowsAsync<RpcException>(() => follow.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal("NOT_OFFERED", Failures.ReasonOf(snapshot));
        using var journal = client.Journal(new JournalRequest(), NodeHost.Call());
        var frames = await Assert.ThrowsAsync<RpcException>(() => journal.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("NOT_OFFERED", Failures.ReasonOf(events));
        Assert.Equal("NOT_OFFERED", Failures.ReasonOf(frames));
    }

    [Fact]
    public async Task Bootstrap_BetweenTwoNodesWithCertificates_EqualsAReplay()
    {
        using var folders = await PeerFolders.MakeAsync();
        await using var peer = await StartPeerAsync(folders.Peer, "CN=node-b");
        var (certificate, key) = _files.Issue("node-b");

        await using var node = await NodeHost.StartAsync(
            await folders.OtherAsync(trimmedTo: 5),
            [
                .. PeerFolders.Common,
                ("Replication:From", AddressOf(peer)),
                ("Replication:ServerName", "node.test"),
                ("Replication:CertificatePath", certificate),
                ("Replication:KeyPath", key),
                ("Replication:AuthoritiesPath", _files.AuthorityFile),
            ]);

        await folders.AssertEqualToReplayAsync(node);
        Assert.Contains(node.Log.Lines, static line => line.Contains("PeerJournalTaken", StringComparison.Ordinal));
        await peer.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Snapshot_CertificateByHashOrSubject_OthersOfTheSameAuthorityAreRefused()
    {
        using var folders = await PeerFolders.MakeAsync();
        var byHash = _files.Issue("by-hash");
        var bySubject = _files.Issue("by-subject");
        var caller = _files.Issue("a-caller-who-checks");
        using var hashed = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(byHash.Certificate, TestContext.Current.CancellationToken));
        await using var peer = await StartPeerAsync(folders.Peer, hashed.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), "CN=by-subject");
        foreach (var (certificate, key) in new[] { byHash, bySubject })
        {
            using var channel = Channel(peer, certificate, key);

            Assert.Equal(CheckpointDescription.NewestIn(folders.Peer.Index)!.Blocks, await ReadAsync(new ReplicationService.ReplicationServiceClient(channel)));
        }

        using var refused = Channel(peer, caller.Certificate, caller.Key);
        var failure = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(new ReplicationService.ReplicationServiceClient(refused)));

        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
        Assert.Equal("NO_PEER", Failures.ReasonOf(failure));
        using var journal = new ReplicationService.ReplicationServiceClient(refused).Journal(folders.JournalRequest(), NodeHost.Call());
        var frames = await Assert.ThrowsAsync<RpcException>(() => journal.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("NO_PEER", Failures.ReasonOf(frames));
        await peer.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("--Replication:Peers:0=CN=node-b", true)]
    [InlineData("--Replication:Peers:17=CN=node-b", true)]
    [InlineData("--Replication:Peers=CN=node-b", false)]
    [InlineData("--Replication:Peers:x=CN=node-b", false)]
    public void FaultIn_ListOnTheCommandLine_EachByItsNumber(string word, bool isOption) =>
        Assert.Equal(isOption, Server.Configuration.CommandLine.FaultIn([word]) is null);

    [Theory]
    [InlineData("Replication:Peers:0", "CN=node-b", "Replication:Peers")]
    [InlineData("Replication:Peers:0", "somebody", "Replication:Peers:0")]
    [InlineData("Replication:BytesPerSecond", "1", "BytesPerSecond")]
    [InlineData("Replication:JournalBytes", "-1", "JournalBytes")]
    [InlineData("Replication:From", "http://192.0.2.1:5081", "in clear")]
    [InlineData("Replication:From", "node-1", "Replication:From")]
    [InlineData("Replication:From", "https://node-1:5081", "Replication:CertificatePath")]
    [InlineData("Replication:KeyPath", "/nowhere/node.key", "Replication:KeyPath")]
    public async Task Start_UnsafeOrWrongOption_NamesTheKey(string key, string value, string expected)
    {
        using var folder = new NodeFolder();

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var app = NodeHost.Build(folder, new TestClock(), new LogRecorder(), (key, value));
            await app.StartAsync(TestContext.Current.CancellationToken);
        });

        Assert.Contains(expected, StartupFaults.TextOf(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OpenForDevelopmentBesideTls_IsRefused()
    {
        using var folder = new NodeFolder();

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await StartPeerAsync(folder, [("Replication:AllowLoopbackWithoutTls", "true")]));

        Assert.Contains("Replication:AllowLoopbackWithoutTls", StartupFaults.TextOf(failure), StringComparison.Ordinal);
    }

    private static async Task<ulong> ReadAsync(ReplicationService.ReplicationServiceClient client)
    {
        using var call = client.Snapshot(new SnapshotRequest(), NodeHost.Call());
        var last = 0UL;
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            last = call.ResponseStream.Current.Block?.Index ?? last;
        }

        return last;
    }

    private static string AddressOf(WebApplication app) => app.Services.GetRequiredService<BoundPorts>().Registry;

    private Task<WebApplication> StartPeerAsync(NodeFolder folder, params string[] peers) =>
        StartPeerAsync(folder, [.. peers.Select((peer, i) => ($"Replication:Peers:{i}", peer))]);

    private async Task<WebApplication> StartPeerAsync(NodeFolder folder, (string, string)[] settings)
    {
        var (certificate, key) = _files.Issue("node-a");
        var log = new LogRecorder();
        var app = NodeHost.Build(
            folder,
            new TestClock(),
            log,
            [
                .. settings, .. PeerFolders.Common, ("Server:Tls:CertificatePath", certificate), ("Server:Tls:KeyPath", key), ("Server:Tls:ClientAuthoritiesPath", _files.AuthorityFile),
            ]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while (!log.Lines.Any(static line => line.Contains("Ready", StringComparison.Ordinal)))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < NodeHost.Patience, "The node did not get ready.");
            await Task.Yield();
        }

        return app;
    }

    private static GrpcChannel Channel(WebApplication app, string certificate, string key)
    {
        var own = X509Certificate2.CreateFromPemFile(certificate, key);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        return GrpcChannel.ForAddress(AddressOf(app), new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}
