using System.Globalization;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Google.Protobuf;
using Grpc.HealthCheck;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Random and damaged requests: each ends with a status, none with an error in the log, and the connection serves on.</summary>
public sealed class ServerFuzzTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);

    [Fact]
    public async Task Frames_AnySplit_GiveTheSameMessages()
    {
        const int Seed = 20261122;
        var random = new RandomBytes(Seed);
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        for (var round = 0; round < 150; round++)
        {
            var messages = Enumerable.Range(0, random.Next(6)).Select(_ => random.Bytes(random.Pick(3, 100, 20_000))).ToArray();
            byte[] body = [.. messages.SelectMany(message => random.Message(message, mayCompress: true))];
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath, ("grpc-encoding", "gzip")));
            for (var sent = 0; sent < body.Length;)
            {
                var length = Math.Min(body.Length - sent, 1 + random.Next(random.Pick(2, 7, 5000, 40_000)));
                await stream.SendDataAsync(body.AsMemory(sent, length), frameLength: 1 + random.Next(16_384));
                sent += length;
            }

            await stream.SendDataAsync(ReadOnlyMemory<byte>.Empty, endStream: true);
            var response = await stream.ReadMessageAsync();

            Assert.True(response.Trailer("grpc-status") == "0", $"seed {Seed}, round {round}: {response.Trailer("grpc-status")}");
            Assert.Equal(messages, GrpcBytes.Messages(response.Data).Select(static message => message.Payload));
        }
    }

    [Fact]
    public async Task Bodies_RandomOrDamaged_EndWithAStatus()
    {
        const int Seed = 20261123;
        var random = new RandomBytes(Seed);
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        for (var round = 0; round < 600; round++)
        {
            var path = random.Pick(Probe.UnaryPath, Probe.ClientStreamPath, Probe.ServerStreamPath, Probe.DuplexPath);
            byte[] body = [.. Enumerable.Range(0, 1 + random.Next(3)).SelectMany(_ => random.Message(random.Bytes(200), mayCompress: true))];

            var response = await client.SendAsync(
                GrpcBytes.RequestHeaders(path, ("grpc-encoding", random.Pick("gzip", "deflate", "identity", "snappy"))), random.Damage(body));

            AssertStatus(response, $"seed {Seed}, round {round}", "0", "8", "12", "13");
        }

        Assert.Equal("0", (await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello)).Trailer("grpc-status"));
    }

    [Fact]
    public async Task Headers_Random_EndWithAStatus()
    {
        const int Seed = 20261124;
        var random = new RandomBytes(Seed);
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = static (request, context) =>
            {
                foreach (var entry in context.RequestHeaders)
                {
                    context.ResponseTrailers.Add(entry);
                }

                return Task.FromResult(request);
            },
        });
        await using var client = await server.ConnectAsync();
        for (var round = 0; round < 600; round++)
        {
            var headers = Enumerable.Range(0, random.Next(8)).Select(_ => RandomHeader(random)).ToArray();

            var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, headers), Hello);

            AssertStatus(response, $"seed {Seed}, round {round}: {string.Join(" | ", headers)}", "0", "4", "13");
        }

        Assert.Equal("0", (await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello)).Trailer("grpc-status"));
    }

    [Fact]
    public async Task ReflectionAndHealth_DamagedQuestions_EndWithAStatus()
    {
        const int Seed = 20261125;
        var random = new RandomBytes(Seed);
        await using var server = await ProbeServer.StartAsync(
            services: static services =>
            {
                services.AddGrpcReflection();
                services.AddSingleton<HealthServiceImpl>();
            },
            map: static endpoints =>
            {
                endpoints.MapGrpcService<HealthServiceImpl>();
                endpoints.MapGrpcReflectionService();
            });
        await using var client = await server.ConnectAsync();
        byte[][] questions =
        [
            new ServerReflectionRequest { Host = "h", ListServices = "" }.ToByteArray(),
            new ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.Health" }.ToByteArray(),
            new ServerReflectionRequest { FileByFilename = "grpc/health/v1/health.proto" }.ToByteArray(),
            new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = "t", ExtensionNumber = -1 } }.ToByteArray(),
        ];
        for (var round = 0; round < 400; round++)
        {
            var path = random.Pick(
                "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "/grpc.health.v1.Health/Check");
            var question = random.Damage(questions[random.Next(questions.Length)]);

            var response = await client.SendAsync(GrpcBytes.RequestHeaders(path), GrpcBytes.Message(question));

            AssertStatus(response, $"seed {Seed}, round {round}: {Convert.ToHexString(question)}", "0", "5", "13");
        }
    }

    private static (string Name, string Value) RandomHeader(RandomBytes random) => random.Next(7) switch
    {
        0 => ("grpc-timeout", random.HeaderValue(11, "0123456789HMSmun")),
        1 => ("grpc-timeout", $"{random.Next(100).ToString(CultureInfo.InvariantCulture)}{random.Pick("H", "M", "S")}"),
        2 => ("grpc-accept-encoding", random.HeaderValue(20, "gzip,deflate ")),
        3 => ("x-some-bin", random.HeaderValue(20, "AQgw+/=,_")),
        4 => (random.Pick("grpc-status", "grpc-message", "grpc-new", "x!y'z~", "user-agent", "cookie"), random.HeaderValue(30)),
        _ => ("x-text", random.HeaderValue(30)),
    };

    private static void AssertStatus(RawMessage response, string what, params string[] allowed)
    {
        Assert.Equal("200", response.Header(":status"));
        Assert.True(allowed.Contains(response.Trailer("grpc-status")), $"{what}: {response.Trailer("grpc-status")}");
    }
}
