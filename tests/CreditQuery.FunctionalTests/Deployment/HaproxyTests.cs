using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>The file of docker-compose.yml's load balancer, in HAProxy, before real nodes.</summary>
public sealed partial class HaproxyTests
{
    [Fact]
    public async Task Calls_OfEveryKind_PassOverHttp2()
    {
        await using var pair = await BalancedPair.StartAsync();
        using var client = pair.Balancer.Client();

        Assert.Equal(IdentityMatch.NoRecord, (await client.CheckSubjectAsync(Samples.AirCheck(), TestContext.Current.CancellationToken)).Identity);
        Assert.NotEmpty((await client.GetLogStatusAsync(TestContext.Current.CancellationToken)).Epoch);
        using var stream = client.Query.StreamChecks(NodeHost.Call());
        for (var i = 0; i < 3; i++)
        {
            // One after the other: the answer comes while the stream is open.
            await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = Samples.AirCheck() }, TestContext.Current.CancellationToken);
            Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }

        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.Query.CheckSubjectAsync(new CheckSubjectRequest(), NodeHost.Call()));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.NotNull(Failures.ReasonOf(refused));
    }

    [Fact]
    public async Task Call_WithoutACertificate_ReachesNoNode()
    {
        await using var pair = await BalancedPair.StartAsync();
        using var client = pair.Balancer.Client(withCertificate: false);

        await Assert.ThrowsAsync<RpcException>(() => client.CheckSubjectAsync(Samples.AirCheck(), TestContext.Current.CancellationToken));

        Assert.Equal(0, await pair.Balancer.CallsAsync("fresh", "a") + await pair.Balancer.CallsAsync("fresh", "b"));
    }

    [Fact]
    public async Task Node_DrainedUnderLoad_FailsNoCall()
    {
        const int Callers = 8;
        await using var pair = await BalancedPair.StartAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var client = pair.Balancer.Client();
        var calls = 0;
        var callers = Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                await client.Query.CheckSubjectAsync(Samples.AirCheck(), NodeHost.Call());
                Interlocked.Increment(ref calls);
            }
        }).ToArray();
        await ReachAsync(() => calls, 500, callers);
        var before = (A: await pair.Balancer.CallsAsync("fresh", "a"), B: await pair.Balancer.CallsAsync("fresh", "b"));

        await pair.A.StopAsync();
        await pair.Balancer.WaitForAsync("fresh", "a", isUp: false);
        await ReachAsync(() => calls, calls + 500, callers);
        await end.CancelAsync();
        await Task.WhenAll(callers);

        Assert.True(before is { A: > 0, B: > 0 }, "Both nodes answered before.");
    }

    [Fact]
    public async Task Nodes_NoneFresh_TheyStillAnswerAndTellIt()
    {
        await using var pair = await BalancedPair.StartAsync();
        using var client = pair.Balancer.Client();
        pair.A.Clock.Now += TimeSpan.FromDays(8);
        await pair.Balancer.WaitForAsync("fresh", "a", isUp: false);
        var before = await pair.Balancer.CallsAsync("fresh", "a");
        for (var i = 0; i < 20; i++)
        {
            Assert.Empty((await client.CheckSubjectAsync(Samples.AirCheck(), TestContext.Current.CancellationToken)).Freshness.DegradedReasons);
        }

        Assert.Equal(before, await pair.Balancer.CallsAsync("fresh", "a"));

        pair.B.Clock.Now += TimeSpan.FromDays(8);
        await pair.Balancer.WaitForAsync("fresh", "b", isUp: false);
        var answer = await client.CheckSubjectAsync(Samples.AirCheck(), TestContext.Current.CancellationToken);

        Assert.Equal([DegradedReason.ClockSuspect], answer.Freshness.DegradedReasons);
        Assert.Equal(1, await pair.Balancer.CallsAsync("serving", "a") + await pair.Balancer.CallsAsync("serving", "b"));
    }

    /// <summary>The bytes of the file are what they are said to be.</summary>
    [Theory]
    [InlineData("fresh", "creditquery.v1.Fresh")]
    [InlineData("serving", "creditquery.v1.CreditQueryService")]
    [InlineData("writing", "creditquery.v1.RegistryService")]
    public void HealthCheck_OfEachProxy_NamesItsService(string proxy, string service)
    {
        var text = Tree.Read("deploy", "haproxy", "haproxy.cfg");
        var section = text[text.IndexOf($"\nbackend {proxy}\n", StringComparison.Ordinal)..];
        var sent = SentBytes().Matches(section).Take(3).Select(match => Convert.FromHexString(match.Groups[1].Value)).ToArray();

        Assert.StartsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Encoding.ASCII.GetString(sent[0]), StringComparison.Ordinal);
        Assert.Contains("/grpc.health.v1.Health/Check", Encoding.ASCII.GetString(sent[1]), StringComparison.Ordinal);

        // Nine bytes of HTTP/2 frame, five of gRPC, the message.
        Assert.Equal(sent[1].Length - 9, sent[1][2]);
        Assert.Equal(sent[2].Length - 9, sent[2][2]);
        Assert.Equal(sent[2].Length - 14, (int)BinaryPrimitives.ReadUInt32BigEndian(sent[2].AsSpan(10)));
        Assert.Equal(new HealthCheckRequest { Service = service }.ToByteArray(), sent[2][14..]);
    }

    private static async Task ReachAsync(Func<int> calls, int wanted, Task[] callers)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (calls() < wanted)
        {
            // A call that failed ends its caller.
            await Task.WhenAll(callers.Where(static caller => caller.IsFaulted));
            Assert.True(TimeProvider.System.GetElapsedTime(started) < NodeHost.Patience, "The calls do not go on.");
            await Task.Yield();
        }
    }

    [GeneratedRegex(@"tcp-check send-binary ([0-9a-f]+)")]
    private static partial Regex SentBytes();
}
