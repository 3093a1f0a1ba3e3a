using Grpc.Testing;

namespace CreditQuery.InteropHost.Client;

/// <summary>Unary calls, small, large, many.</summary>
internal static class UnaryCases
{
    public static async Task EmptyAsync(InteropRun run) => await run.Client.EmptyCallAsync(new Empty());

    public static Task LargeAsync(InteropRun run) => LargeAsync(run.Client);

    public static Task ConcurrentAsync(InteropRun run) =>
        Task.WhenAll(Enumerable.Range(0, run.Options.ConcurrentCalls).Select(_ => LargeAsync(run.Client)));

    public static async Task SoakAsync(InteropRun run)
    {
        for (var i = 0; i < run.Options.SoakIterations; i++)
        {
            await LargeAsync(run.Client);
        }
    }

    public static async Task ChannelSoakAsync(InteropRun run)
    {
        for (var i = 0; i < run.Options.SoakIterations; i++)
        {
            using var channel = new InteropChannel(run.Options);
            await LargeAsync(new TestService.TestServiceClient(channel.Invoker));
        }
    }

    private static async Task LargeAsync(TestService.TestServiceClient client)
    {
        var response = await client.UnaryCallAsync(Messages.Large());
        Expect.Equal(Messages.LargeResponse, response.Payload.Body.Length);
        Expect.True(response.Payload.Body.Span.IndexOfAnyExcept((byte)0) < 0);
    }
}
