using CreditQuery.Client;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Hosting;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>The client's subscription over TLS with client certificates.</summary>
public sealed class SecureSubscriptionTests : IDisposable
{
    private readonly TlsFiles _files = new();
    private readonly NodeFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task ReadAsync_OverTls_FollowsAcrossARestartOfTheNode()
    {
        var first = await _files.StartNodeAsync(_folder);
        var options = OptionsOf(first, _files.Issue("caller"));
        await using var subscriber = new ClientSubscriber(new WatchFilter(), static _ => true, merges: false) { Connection = options };
        await subscriber.StartAsync();
        using var client = new CreditQueryClient(options);
        await PutAsync(client, "test:a");
        await subscriber.WaitForAsync("test:a");

        await first.StopAsync(TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        await using var second = await _files.StartNodeAsync(
            _folder, ("Server:QueryEndpoint", options.QueryAddress.Authority), ("Server:RegistryEndpoint", options.RegistryAddress.Authority));
        await PutAsync(client, "test:b");
        await subscriber.WaitForAsync("test:b");

        Assert.Equal(["test:a", "test:b"], subscriber.Received.Select(static response => response.Event.EntryId));
        await second.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ReadAsync_CertificateOfAnotherAuthority_IsNeverLive()
    {
        using var others = new TlsFiles("Somebody else");
        await using var node = await _files.StartNodeAsync(_folder);
        var states = new List<SubscriptionState>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var subscription = new StatusSubscription(new StatusSubscriptionOptions { Connection = OptionsOf(node, others.Issue("stranger")), FirstDelay = TimeSpan.FromMilliseconds(20) });
        subscription.StateChanged += states.Add;

        var reading = Task.Run(async () => await subscription.ReadAsync(enough.Token).GetAsyncEnumerator(enough.Token).MoveNextAsync(), TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while (subscription.LastFault is null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < NodeHost.Patience, "No fault.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(StatusCode.Unavailable, Assert.IsType<RpcException>(subscription.LastFault).StatusCode);
        Assert.DoesNotContain(SubscriptionState.Live, states);
        await node.StopAsync(TestContext.Current.CancellationToken);
    }

    private CreditQueryClientOptions OptionsOf(WebApplication node, (string Certificate, string Key) own)
    {
        var ports = node.Services.GetRequiredService<BoundPorts>();
        return new CreditQueryClientOptions
        {
            QueryAddress = new Uri(ports.Query),
            RegistryAddress = new Uri(ports.Registry),
            CaCertificateFile = _files.AuthorityFile,
            ClientCertificateFile = own.Certificate,
            ClientKeyFile = own.Key,
            ServerName = "node.test",
            Deadline = NodeHost.Patience,
        };
    }

    private static Task<ApplyChangesResponse> PutAsync(CreditQueryClient client, string id)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(new TestClock()).ToString(), Author = "test:writer" };
        request.Changes.Add(HistoryChanges.Put(new EntryRef { Subject = Samples.UnitSubject(), EntryId = id }, "abnormal_operation"));
        return client.ApplyChangesAsync(request, TestContext.Current.CancellationToken);
    }
}
