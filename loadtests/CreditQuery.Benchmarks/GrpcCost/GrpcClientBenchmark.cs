using System.Net;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>Processor time of the own client against a bare HttpClient loop, in alternation in this process; the server is another one.</summary>
/// <remarks>
/// The loop sends the same headers and the same bytes over a handler with the same settings and as many connections, reads the
/// response into one buffer and looks at grpc-status in the trailers. It makes no message, knows no deadline and cannot be cancelled.
/// </remarks>
internal static class GrpcClientBenchmark
{
    private const int Connections = 4;
    private const int Streams = 50;

    public static async Task RunAsync(Uri address, int calls, int rounds)
    {
        var bare = Enumerable.Range(0, Connections).Select(_ => new BareClient(address)).ToArray();
        var channels = Enumerable.Range(0, Connections).Select(_ => GrpcChannel.ForAddress(address)).ToArray();
        var invokers = Array.ConvertAll(channels, static channel => channel.CreateCallInvoker());
        Task Bare(int number) => bare[number].CallAsync();
        async Task Own(int number) => await invokers[number].AsyncUnaryCall(EchoServer.Say, null, default, new StringValue { Value = "must check" });
        async Task Late(int number) => await invokers[number].AsyncUnaryCall(
            EchoServer.Say, null, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(10)), new StringValue { Value = "must check" });

        await CostAsync(Bare, calls);
        await CostAsync(Own, calls);
        await CostAsync(Late, calls);
        var (plain, late) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var one = await CostAsync(Bare, calls);
            var other = await CostAsync(Own, calls);
            var third = await CostAsync(Late, calls);
            plain.Add(one.Microseconds / other.Microseconds);
            late.Add(one.Microseconds / third.Microseconds);
            await GrpcCostBenchmark.TellAsync(
                $"client, round {round}: HttpClient {one.Microseconds:F2} us {one.Bytes:F0} B, own {other.Microseconds:F2} us {other.Bytes:F0} B, ratio {plain[^1]:F3}, with a deadline {third.Microseconds:F2} us {third.Bytes:F0} B, {late[^1]:F3}");
        }

        plain.Sort();
        late.Sort();
        await GrpcCostBenchmark.TellAsync($"client: median ratio {plain[rounds / 2]:F3}, with a deadline {late[rounds / 2]:F3}");
        Array.ForEach(channels, static channel => channel.Dispose());
        Array.ForEach(bare, static client => client.Dispose());
    }

    private static async Task<(double Microseconds, double Bytes)> CostAsync(Func<int, Task> call, int calls)
    {
        var left = calls;
        var used = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        await Task.WhenAll(Enumerable.Range(0, Connections * Streams).Select(worker => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await call(worker % Connections);
            }
        })));
        return ((Environment.CpuUsage.TotalTime - used).TotalMicroseconds / calls, (GC.GetTotalAllocatedBytes() - allocated) / (double)calls);
    }

    /// <summary>The loop's connection.</summary>
    private sealed class BareClient(Uri address) : IDisposable
    {
        private readonly Uri _uri = new(address, EchoServer.Say.FullName);
        private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        });

        public async Task CallAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _uri)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(EchoServer.Frame),
            };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
            request.Headers.TryAddWithoutValidation("user-agent", "grpc-dotnet-creditquery/0.1.0 (.NET 10.0.0; h2)");
            request.Headers.TryAddWithoutValidation("te", "trailers");
            request.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity,gzip,deflate");
            using var response = await _http.SendAsync(request, CancellationToken.None);
            await response.Content.ReadAsByteArrayAsync();
            if (!response.TrailingHeaders.NonValidated.TryGetValues("grpc-status", out var status) || status.ToString() != "0")
            {
                throw new InvalidOperationException("The call failed.");
            }
        }

        public void Dispose() => _http.Dispose();
    }
}
