using CreditQuery.Benchmarks.GrpcCost;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>Three subscribers that are a burden, in a process of their own with the least priority: what they take of the load generator's core is not what is measured.</summary>
internal sealed class WatchTrouble(Uri address, ByteString start, int behind)
{
    public const string Command = "watch-trouble";

    private static readonly TimeSpan Visit = TimeSpan.FromMilliseconds(10);

    /// <summary>Troubles a node until the standard input ends. Prints a line when it has begun, and one with what it did.</summary>
    /// <param name="address">The node.</param>
    /// <param name="token">From where on the late one reads, base 64.</param>
    /// <param name="behind">How many events it is behind.</param>
    public static async Task<int> RunAsync(string address, string token, int behind)
    {
        await new WatchTrouble(new Uri(address), ByteString.FromBase64(token), behind).RunAsync();
        return 0;
    }

    private async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        using var still = new LoadConnection(address, WatchChanges.Path, hasOneStream: true);
        still.AppendData(still.AppendHeaders(), Resume(), end: true);
        still.Send();
        var restless = Task.Run(() => ComeAndGoAsync(stop.Token));
        var late = Task.Run(() => CatchUpAsync(stop.Token));
        await Console.Out.WriteLineAsync("begun");
        while (await Console.In.ReadLineAsync() is { Length: > 0 })
        {
        }

        await stop.CancelAsync();
        var (visits, told) = (await restless, await late);
        await Console.Out.WriteLineAsync($"{visits} visits of the one, {told} events to the other that is behind");
    }

    private async Task<int> ComeAndGoAsync(CancellationToken stop)
    {
        var visits = 0;
        for (; !stop.IsCancellationRequested; visits++)
        {
            using var connection = new LoadConnection(address, WatchChanges.Path, hasOneStream: true);
            connection.AppendData(connection.AppendHeaders(), WatchChanges.Requests()[0], end: true);
            connection.Send();
            await Task.Delay(Visit, CancellationToken.None);
        }

        return visits;
    }

    // From the beginning again whenever it has caught up.
    private async Task<long> CatchUpAsync(CancellationToken stop)
    {
        var told = 0L;
        while (!stop.IsCancellationRequested)
        {
            using var crowd = new Crowd();
            crowd.Open(address, WatchChanges.Path, [Resume()], 1, 1);
            while (!stop.IsCancellationRequested && crowd.CountOf(WatchChanges.EventKind) < behind)
            {
                await Task.Delay(Visit, CancellationToken.None);
            }

            told += crowd.CountOf(WatchChanges.EventKind);
        }

        return told;
    }

    private byte[] Resume() => EchoServer.FrameOf(new WatchRequest
    {
        Mode = WatchMode.FromToken,
        ResumeToken = start,
        ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)),
    });
}
