using System.Net.Sockets;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2Flags;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Clients that begin something and leave it: the server waits for as long as its limits say.</summary>
public sealed class PatienceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, byte[]> Beginnings = new(StringComparer.Ordinal)
    {
        ["Nothing"] = [],
        ["Half of the preface"] = RawHttp2Client.Preface[..12].ToArray(),
        ["No settings"] = RawHttp2Client.Preface.ToArray(),
        ["Half of a frame"] = [.. RawHttp2Client.Preface, 0, 0, 6, 4],
        ["No call"] = [.. RawHttp2Client.Preface, .. new Http2Frame(Settings, None, 0, []).ToBytes()],
        ["Half of a header block"] =
        [
            .. RawHttp2Client.Preface, .. new Http2Frame(Settings, None, 0, []).ToBytes(), .. new Http2Frame(Headers, None, 1, Http2Sending.UnaryBlock).ToBytes(),
        ],
    };

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Connection_ThatGoesOnWithNothing_IsClosed(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind, kestrelOptions: static options =>
        {
            options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(1);
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
        });

        var closed = await Task.WhenAll(Beginnings.Select(async beginning =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(beginning.Value, TestContext.Current.CancellationToken);
            return (beginning.Key, IsClosed: await IsClosedAsync(client.GetStream()));
        }));

        Assert.All(closed, static one => Assert.True(one.IsClosed, one.Key));
        await Http2Check.AssertServesOthersAsync(server);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Limits_ThatNeverEnd_LetCallsBeServed(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind, kestrelOptions: static options =>
        {
            options.Limits.KeepAliveTimeout = Timeout.InfiniteTimeSpan;
            options.Limits.RequestHeadersTimeout = Timeout.InfiniteTimeSpan;
        });

        await Http2Check.AssertServesOthersAsync(server);

        await server.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static async Task<bool> IsClosedAsync(NetworkStream stream)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
