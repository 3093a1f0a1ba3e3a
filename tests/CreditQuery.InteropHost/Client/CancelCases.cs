using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost.Client;

/// <summary>Calls that the client ends before the server does.</summary>
internal static class CancelCases
{
    public static async Task AfterBeginAsync(InteropRun run)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = run.Client.StreamingInputCall(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Expect.StatusAsync(StatusCode.Cancelled, () => call.ResponseAsync);
        Expect.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    public static async Task AfterFirstResponseAsync(InteropRun run)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = run.Client.FullDuplexCall(cancellationToken: cancellation.Token);
        var request = Messages.Output(31415);
        request.Payload = Messages.Zeros(27182);
        await call.RequestStream.WriteAsync(request);
        Expect.True(await call.ResponseStream.MoveNext(default));
        Expect.Equal(31415, call.ResponseStream.Current.Payload.Body.Length);
        await cancellation.CancelAsync();
        await Expect.StatusAsync(StatusCode.Cancelled, () => call.ResponseStream.MoveNext(default));
        Expect.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    public static async Task TimeoutAsync(InteropRun run)
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(1);
        using var call = run.Client.FullDuplexCall(deadline: deadline);
        try
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = Messages.Zeros(27182) });
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.DeadlineExceeded)
        {
            // The deadline may pass before the write has gone out: the status below tells the same.
        }

        await Expect.StatusAsync(StatusCode.DeadlineExceeded, () => call.ResponseStream.MoveNext(default));
        Expect.Equal(StatusCode.DeadlineExceeded, call.GetStatus().StatusCode);
    }
}
