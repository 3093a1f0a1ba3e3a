using System.Globalization;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Random and damaged responses: each call ends with a status in time, and none harms the next.</summary>
public sealed class ClientFuzzTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Answers_RandomOrDamaged_EndWithAStatus()
    {
        const int Seed = 20261126;
        var random = new RandomBytes(Seed);
        byte[] body = [];
        (string, string)[] headers = [];
        (string, string)[] trailers = [];
        await using var server = new BadServer(async stream =>
        {
            await stream.ReadMessageAsync();
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders(headers));
            await stream.SendDataAsync(body, frameLength: 7);
            await stream.SendHeadersAsync(trailers.Select(static one => new HeaderField(one.Item1, one.Item2)), endStream: true);
        });
        for (var round = 0; round < 600; round++)
        {
            byte[] sound = [.. Enumerable.Range(0, 1 + random.Next(2)).SelectMany(_ => random.Message(random.Bytes(100), mayCompress: true))];
            body = random.Next(3) == 0 ? sound : random.Damage(sound);
            headers = [("grpc-encoding", random.Pick("gzip", "deflate", "identity", "snappy")), .. Some(random)];
            trailers = [("grpc-status", random.Next(2) == 0 ? "0" : random.HeaderValue(4, "0123456789")), .. Some(random)];

            var failure = await Record.ExceptionAsync(() => random.Next(2) == 0 ? UnaryAsync(server) : StreamAsync(server));

            var what = $"seed {Seed}, round {round}, status {trailers[0].Item2}: {failure}";
            Assert.True(failure is null or RpcException { StatusCode: > StatusCode.OK and <= StatusCode.Unauthenticated }, what);
        }

        (body, headers, trailers) = (GrpcBytes.Message([7]), [], [("grpc-status", "0")]);
        Assert.Equal([7], await server.Unary().ResponseAsync.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    private static IEnumerable<(string, string)> Some(RandomBytes random)
    {
        for (var i = random.Next(4); i > 0; i--)
        {
            yield return random.Next(4) switch
            {
                0 => ("grpc-message", random.HeaderValue(30, "%e2%98%ba%zz")),
                1 => ("x-some-bin", random.HeaderValue(20, "AQgw+/=,_")),
                2 => ("grpc-retry-pushback-ms", random.Next(99).ToString(CultureInfo.InvariantCulture)),
                _ => ("x-text", random.HeaderValue(30)),
            };
        }
    }

    private static async Task UnaryAsync(BadServer server)
    {
        using var call = server.Unary();
        try
        {
            await call.ResponseAsync.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            call.GetTrailers();
        }
    }

    private static async Task StreamAsync(BadServer server)
    {
        using var call = server.Stream();
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken))
        {
            Assert.NotNull(call.ResponseStream.Current);
        }

        call.GetTrailers();
    }
}
