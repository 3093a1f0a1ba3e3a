using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Services;

/// <summary>Row E1 of docs/grpc.md: google.rpc.Status in grpc-status-details-bin.</summary>
public sealed class RichErrorTests
{
    private static readonly Google.Rpc.Status Rich = new()
    {
        Code = (int)Code.InvalidArgument,
        Message = "field",
        Details = { Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "a", Description = "b" } } }) },
    };

    private static readonly Probe Failing = new() { Unary = static (_, _) => throw Rich.ToRpcException() };

    [Fact]
    public async Task Details_ReachTheClientWithTheirTypes()
    {
        await using var server = await ProbeServer.StartAsync(Failing);
        using var channel = server.OpenChannel();

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, default, [1]).ResponseAsync);

        Assert.Equal((StatusCode.InvalidArgument, "field"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(Rich, failure.GetRpcStatus());
        Assert.Equal("type.googleapis.com/google.rpc.BadRequest", failure.GetRpcStatus()!.Details[0].TypeUrl);
        Assert.NotNull(failure.Trailers.Get("grpc-status-details-bin"));
    }

    [Fact]
    public async Task Details_OnTheWire_AreUnpaddedBase64BesideEqualCodeAndMessage()
    {
        await using var server = await ProbeServer.StartAsync(Failing);

        var response = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message([1]));

        Assert.Equal(("3", "field"), (response.Trailer("grpc-status"), response.Trailer("grpc-message")));
        Assert.DoesNotContain('=', response.Trailer("grpc-status-details-bin")!);
    }

    [Fact]
    public void Details_Broken_AreNullForExceptionsAndAFailureForMetadata()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", [0xFF] } };

        Assert.Null(new RpcException(new global::Grpc.Core.Status(StatusCode.Internal, ""), trailers).GetRpcStatus());
        Assert.Throws<Google.Protobuf.InvalidProtocolBufferException>(() => trailers.GetRpcStatus());
    }
}
