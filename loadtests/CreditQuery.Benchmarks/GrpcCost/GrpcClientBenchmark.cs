using System.Diagnostics;
using System.Globalization;
using System.Net;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>CPU of the own client against a bare HttpClient loop that sends the same bytes, in alternation.</summary>
/// <remarks>The server is in the same process and counts on both sides: the ratio is closer to 1 than that of the clients alone.</remarks>
internal static class GrpcClientBenchmark
{
    private const int Concurrency = 50;

    public static async Task RunAsync(Uri address, Method<StringValue, StringValue> method, byte[] frame, int requests, int rounds)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var invoker = channel.CreateCallInvoker();
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        using var http = new HttpMessageInvoker(handler);
        var uri = new Uri(address, method.FullName);
        Func<Task> own = async () => await invoker.AsyncUnaryCall(method, null, default, new StringValue { Value = "must check" });
        Func<Task> bare = () => SendAsync(http, uri, frame);
        await CostAsync(bare, requests);
        await CostAsync(own, requests);
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var one = await CostAsync(bare, requests);
            var other = await CostAsync(own, requests);
            ratios.Add(one / other);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"round {round}: HttpClient {one:F2} us, own client {other:F2} us, ratio {ratios[^1]:F3}"));
        }

        ratios.Sort();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"median ratio of the client {ratios[rounds / 2]:F3}"));
    }

    private static async Task SendAsync(HttpMessageInvoker http, Uri uri, byte[] frame)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        using var response = await http.SendAsync(request, CancellationToken.None);
        await response.Content.ReadAsByteArrayAsync();
    }

    private static async Task<double> CostAsync(Func<Task> call, int requests)
    {
        var left = requests;
        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await call();
            }
        })));
        self.Refresh();
        return (self.TotalProcessorTime - cpu).TotalMicroseconds / requests;
    }
}
