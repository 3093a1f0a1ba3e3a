using CreditQuery.FunctionalTests.Grpc;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Wire;

/// <summary>What a unary call allocates from socket to socket, Kestrel included: nothing once the server is warm.</summary>
/// <remarks>Counted over the whole process, which is why nothing else runs beside it.</remarks>
[Collection<AloneCollection>]
public sealed class UnaryAllocationTests
{
    // Less than the smallest object. A call that is served before its body is there waits for it, and waiting makes some objects, Kestrel's among
    // them: on several cores that happens to a few calls in a thousand.
    private const double AtMostBytes = 16;

    [Fact]
    public async Task TrivialCall_OnceWarm_AllocatesNothing()
    {
        // Hosting makes an Activity and a log scope for each call as soon as this category is on at any level.
        await using var server = await ProbeServer.StartAsync(
            map: static routes => routes.MapGrpcService(Trivial.Define()),
            services: static services => services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)));
        using var calls = new SteadyCalls(server.Address, Trivial.Path, []);

        Assert.InRange(await calls.LeastBytesPerCallAsync(), 0, AtMostBytes);
    }

    [Fact]
    public async Task CheckSubject_NoRecord_OnceWarm_AllocatesNothing()
    {
        await using var node = await NodeHost.StartAsync();

        await AssertNothingAsync(node, Samples.LicenseCheck());
    }

    [Fact]
    public async Task CheckSubject_PersonUnderOrder_OnceWarm_AllocatesNothing()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order());

        await AssertNothingAsync(node, Samples.AirCheck());
    }

    private static async Task AssertNothingAsync(NodeHost node, CheckSubjectRequest request)
    {
        var address = new Uri($"http://{node.QueryChannel.Target}");
        using var calls = new SteadyCalls(address, "/creditquery.v1.CreditQueryService/CheckSubject", request.ToByteArray());

        Assert.InRange(await calls.LeastBytesPerCallAsync(), 0, AtMostBytes);
    }

    /// <summary>A method whose messages and task exist already: what is left is the layer's own.</summary>
    private sealed class Trivial
    {
        public const string Path = "/test.Trivial/Call";

        private static readonly Trivial Message = new();
        private static readonly Task<Trivial> Answer = Task.FromResult(Message);

        private static readonly Marshaller<Trivial> Marshaller = Marshallers.Create(
            static (Trivial _, SerializationContext context) =>
            {
                context.SetPayloadLength(0);
                context.Complete();
            },
            static (DeserializationContext _) => Message);

        public static ServerServiceDefinition Define() => ServerServiceDefinition.CreateBuilder()
            .AddMethod(new Method<Trivial, Trivial>(MethodType.Unary, "test.Trivial", "Call", Marshaller, Marshaller), new UnaryServerMethod<Trivial, Trivial>(static (_, _) => Answer))
            .Build();
    }
}
