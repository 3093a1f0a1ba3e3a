using System.Diagnostics;
using CreditQuery.Protos.V1;
using Grpc.Net.Client;

namespace CreditQuery.LoadTests;

/// <summary>One run: warm-up, then the measured part, on all connections at once.</summary>
internal static class LoadRun
{
    public static async Task<LoadReport> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        // A channel opens one connection as long as the peer's stream limit is not reached: one channel per connection.
        var channels = Enumerable.Range(0, options.Connections).Select(_ => GrpcChannel.ForAddress(options.Address)).ToArray();
        try
        {
            var warmupRate = Math.Max(options.Rate, 50_000);
            await PartAsync(options, channels, warmupRate, options.Warmup, cancellationToken);
            var began = Stopwatch.GetTimestamp();
            var result = await PartAsync(options, channels, options.Rate, (long)options.Rate * options.Seconds, cancellationToken);
            return new LoadReport(options, result, Stopwatch.GetElapsedTime(began));
        }
        finally
        {
            foreach (var channel in channels)
            {
                channel.Dispose();
            }
        }
    }

    private static async Task<ConnectionResult> PartAsync(LoadOptions options, GrpcChannel[] channels, double rate, long total, CancellationToken cancellationToken)
    {
        var sum = new ConnectionResult();
        if (total == 0)
        {
            return sum;
        }

        var tasks = channels.Select((channel, i) =>
        {
            var client = new CreditQueryService.CreditQueryServiceClient(channel);
            var (share, count, offset) = (rate / channels.Length, total / channels.Length, i * 1_000_003);
            return Task.Run(
                () => options.Mode switch
                {
                    LoadMode.Stream => new StreamLoad(client, options, offset).RunAsync(share, count, cancellationToken),
                    LoadMode.Batch => new BatchLoad(client, options, offset).RunAsync(share, count, cancellationToken),
                    _ => new UnaryLoad(client, options, offset).RunAsync(share, count, cancellationToken),
                },
                cancellationToken);
        });
        foreach (var result in await Task.WhenAll(tasks))
        {
            sum.Add(result);
        }

        return sum;
    }
}
