using System.Diagnostics;
using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost.Client;

/// <summary>Streams without compression.</summary>
internal static class StreamCases
{
    public static async Task ClientAsync(InteropRun run)
    {
        using var call = run.Client.StreamingInputCall();
        foreach (var size in new[] { 27182, 8, 1828, 45904 })
        {
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Messages.Zeros(size) });
        }

        await call.RequestStream.CompleteAsync();
        Expect.Equal(74922, (await call).AggregatedPayloadSize);
    }

    public static async Task ServerAsync(InteropRun run)
    {
        int[] sizes = [31415, 9, 2653, 58979];
        using var call = run.Client.StreamingOutputCall(Messages.Output(sizes));
        Expect.Equal(sizes, await Messages.SizesAsync(call.ResponseStream));
        Expect.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    public static async Task PingPongAsync(InteropRun run)
    {
        using var call = run.Client.FullDuplexCall();
        foreach (var (response, request) in new[] { (31415, 27182), (9, 8), (2653, 1828), (58979, 45904) })
        {
            var message = Messages.Output(response);
            message.Payload = Messages.Zeros(request);
            await call.RequestStream.WriteAsync(message);
            Expect.True(await call.ResponseStream.MoveNext(default));
            Expect.Equal(response, call.ResponseStream.Current.Payload.Body.Length);
        }

        await call.RequestStream.CompleteAsync();
        Expect.True(!await call.ResponseStream.MoveNext(default));
        Expect.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    public static async Task EmptyAsync(InteropRun run)
    {
        using var call = run.Client.FullDuplexCall();
        await call.RequestStream.CompleteAsync();
        Expect.True(!await call.ResponseStream.MoveNext(default));
        Expect.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    /// <summary>All requests, the half-close, then all responses; not among the described cases, though in the contract.</summary>
    public static async Task HalfDuplexAsync(InteropRun run)
    {
        int[] sizes = [31415, 9, 2653, 58979];
        using var call = run.Client.HalfDuplexCall();
        foreach (var size in sizes)
        {
            await call.RequestStream.WriteAsync(Messages.Output(size));
        }

        await call.RequestStream.CompleteAsync();
        Expect.Equal(sizes, await Messages.SizesAsync(call.ResponseStream));
    }

    /// <summary>Responses 10 ms apart, by interval_us; not among the described cases, though in the contract.</summary>
    public static async Task SlowAsync(InteropRun run)
    {
        const int Responses = 5;
        const int IntervalUs = 10_000;
        var request = Messages.Output(Enumerable.Repeat(100, Responses));
        foreach (var wanted in request.ResponseParameters)
        {
            wanted.IntervalUs = IntervalUs;
        }

        var started = Stopwatch.GetTimestamp();
        using var call = run.Client.StreamingOutputCall(request);
        Expect.Equal(Responses, (await Messages.SizesAsync(call.ResponseStream)).Length);

        // Timers of some runtimes wake up to a millisecond early.
        Expect.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromMicroseconds(Responses * (IntervalUs - 1000)));
    }
}
