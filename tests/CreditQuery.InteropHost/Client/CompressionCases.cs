using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost.Client;

/// <summary>Compression of single messages, both ways; whether a response was compressed is looked at, not believed.</summary>
internal static class CompressionCases
{
    public static async Task ClientUnaryAsync(InteropRun run)
    {
        var expectsCompressed = Messages.Large();
        expectsCompressed.ExpectCompressed = Messages.Flag(true);
        await Expect.StatusAsync(StatusCode.InvalidArgument, () => run.Client.UnaryCallAsync(expectsCompressed).ResponseAsync);

        var compressed = await run.Client.UnaryCallAsync(expectsCompressed, Compress());
        Expect.Equal(Messages.LargeResponse, compressed.Payload.Body.Length);

        var expectsPlain = Messages.Large();
        expectsPlain.ExpectCompressed = Messages.Flag(false);
        var plain = await run.Client.UnaryCallAsync(expectsPlain);
        Expect.Equal(Messages.LargeResponse, plain.Payload.Body.Length);
    }

    public static async Task ServerUnaryAsync(InteropRun run)
    {
        foreach (var compress in new[] { true, false })
        {
            var before = run.CompressedMessages;
            var request = Messages.Large();
            request.ResponseCompressed = Messages.Flag(compress);
            var response = await run.Client.UnaryCallAsync(request);
            Expect.Equal(Messages.LargeResponse, response.Payload.Body.Length);
            Expect.Equal(compress ? 1 : 0, run.CompressedMessages - before);
        }
    }

    public static async Task ClientStreamAsync(InteropRun run)
    {
        var first = new StreamingInputCallRequest { Payload = Messages.Zeros(27182), ExpectCompressed = Messages.Flag(true) };
        using (var probe = run.Client.StreamingInputCall())
        {
            await Expect.StatusAsync(StatusCode.InvalidArgument, async () =>
            {
                await probe.RequestStream.WriteAsync(first);
                await probe.RequestStream.CompleteAsync();
                return await probe;
            });
        }

        using var call = run.Client.StreamingInputCall(Compress());
        await call.RequestStream.WriteAsync(first);
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(
            new StreamingInputCallRequest { Payload = Messages.Zeros(45904), ExpectCompressed = Messages.Flag(false) });
        await call.RequestStream.CompleteAsync();
        Expect.Equal(73086, (await call).AggregatedPayloadSize);
    }

    public static async Task ServerStreamAsync(InteropRun run)
    {
        var request = Messages.Output(31415, 92653);
        request.ResponseParameters[0].Compressed = Messages.Flag(true);
        request.ResponseParameters[1].Compressed = Messages.Flag(false);
        using var call = run.Client.StreamingOutputCall(request);

        Expect.True(await call.ResponseStream.MoveNext(default));
        Expect.Equal(31415, call.ResponseStream.Current.Payload.Body.Length);
        Expect.Equal(1, run.CompressedMessages);

        Expect.True(await call.ResponseStream.MoveNext(default));
        Expect.Equal(92653, call.ResponseStream.Current.Payload.Body.Length);
        Expect.True(!await call.ResponseStream.MoveNext(default));
        Expect.Equal(1, run.CompressedMessages);
    }

    private static Metadata Compress() => new() { { "grpc-internal-encoding-request", "gzip" } };
}
