using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost.Client;

/// <summary>Metadata, statuses and what is not there.</summary>
internal static class MetadataCases
{
    private const string Initial = "x-grpc-test-echo-initial";
    private const string Trailing = "x-grpc-test-echo-trailing-bin";

    public static async Task CustomAsync(InteropRun run)
    {
        var metadata = new Metadata { { Initial, "test_initial_metadata_value" }, { Trailing, [0xab, 0xab, 0xab] } };
        using var unary = run.Client.UnaryCallAsync(Messages.Large(), metadata);
        await unary;
        ExpectEcho(await unary.ResponseHeadersAsync, unary.GetTrailers());

        using var duplex = run.Client.FullDuplexCall(metadata);
        var request = Messages.Output(Messages.LargeResponse);
        request.Payload = Messages.Zeros(Messages.LargeRequest);
        await duplex.RequestStream.WriteAsync(request);
        await duplex.RequestStream.CompleteAsync();
        Expect.Equal([Messages.LargeResponse], await Messages.SizesAsync(duplex.ResponseStream));
        ExpectEcho(await duplex.ResponseHeadersAsync, duplex.GetTrailers());
    }

    public static async Task StatusAndMessageAsync(InteropRun run)
    {
        var wanted = new EchoStatus { Code = (int)StatusCode.Unknown, Message = "test status message" };
        var unary = await Expect.StatusAsync(
            StatusCode.Unknown, () => run.Client.UnaryCallAsync(new SimpleRequest { ResponseStatus = wanted }).ResponseAsync);
        Expect.Equal(wanted.Message, unary.Detail);

        using var call = run.Client.FullDuplexCall();
        var duplex = await Expect.StatusAsync(StatusCode.Unknown, async () =>
        {
            // The server ends the call as soon as it has read this: it may be over before the write is.
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = wanted });
            await call.RequestStream.CompleteAsync();
            return await call.ResponseStream.MoveNext(default);
        });
        Expect.Equal(wanted.Message, duplex.Detail);
    }

    public static async Task SpecialMessageAsync(InteropRun run)
    {
        var wanted = new EchoStatus
        {
            Code = (int)StatusCode.Unknown,
            Message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
        };
        var status = await Expect.StatusAsync(
            StatusCode.Unknown, () => run.Client.UnaryCallAsync(new SimpleRequest { ResponseStatus = wanted }).ResponseAsync);
        Expect.Equal(wanted.Message, status.Detail);
    }

    public static Task UnimplementedMethodAsync(InteropRun run) =>
        Expect.StatusAsync(StatusCode.Unimplemented, () => run.Client.UnimplementedCallAsync(new Empty()).ResponseAsync);

    public static Task UnimplementedServiceAsync(InteropRun run) => Expect.StatusAsync(
        StatusCode.Unimplemented,
        () => new UnimplementedService.UnimplementedServiceClient(run.Invoker).UnimplementedCallAsync(new Empty()).ResponseAsync);

    private static void ExpectEcho(Metadata headers, Metadata trailers)
    {
        Expect.Equal("test_initial_metadata_value", headers.GetValue(Initial));
        Expect.Equal<byte>([0xab, 0xab, 0xab], trailers.GetValueBytes(Trailing) ?? []);
    }
}
