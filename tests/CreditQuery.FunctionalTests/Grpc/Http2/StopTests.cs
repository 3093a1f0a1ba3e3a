using System.Net.Sockets;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>A server that stops lets end what runs, and waits for nothing else.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Stop_WithConnectionsThatHaveSaidNothing_WaitsForNone(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        var sockets = new List<TcpClient>();
        foreach (var length in (int[])[0, 5, RawHttp2Client.Preface.Length])
        {
            var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(RawHttp2Client.Preface[..length].ToArray(), TestContext.Current.CancellationToken);
            sockets.Add(socket);
        }

        await Http2Check.AssertServesOthersAsync(server);

        await server.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        sockets.ForEach(static s => s.Dispose());
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Stop_WithThousandsOfStreams_LosesNoneOfTheirLastMessages(string kind)
    {
        const int Connections = 5;
        const int Streams = 600;
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = new RunningCalls();
        await using var server = await Http2Servers.StartAsync(kind, new Probe
        {
            ServerStream = (request, responses, _) => calls.RunAsync(async () =>
            {
                await stopping.Task;
                await responses.WriteAsync(request);
            }),
        });
        var clients = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => server.ConnectAsync()));
        var streams = new List<RawHttp2Stream>();
        foreach (var client in clients)
        {
            for (var stream = 0; stream < Streams; stream++)
            {
                streams.Add(await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath)));
                await streams[^1].SendDataAsync(Http2Check.Hello, endStream: true);
            }
        }

        await calls.WaitForAsync(Connections * Streams);

        var stop = server.StopAsync(TestContext.Current.CancellationToken);
        stopping.SetResult();
        var last = await Task.WhenAll(streams.Select(static stream => stream.ReadMessageAsync()));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await stop.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.All(last, static message => Assert.Equal((Convert.ToHexString(Http2Check.Hello), "0"), (Convert.ToHexString(message.Data), message.Trailer("grpc-status"))));
    }
}
