using Grpc.Core;

namespace CreditQuery.InteropHost;

/// <summary>Runs the official cases against a server and tells the outcome of each.</summary>
public static class InteropRunner
{
    /// <returns>0 when all passed.</returns>
    public static async Task<int> RunAsync(ChannelBase channel, string name)
    {
        var failed = 0;
        foreach (var (key, run) in InteropCases.All)
        {
            if (name != "all" && name != key)
            {
                continue;
            }

            try
            {
                await run(channel.CreateCallInvoker()).WaitAsync(TimeSpan.FromSeconds(60));
                await Console.Out.WriteLineAsync($"ok   {key}");
            }
            catch (Exception failure)
            {
                failed++;
                await Console.Out.WriteLineAsync($"FAIL {key}: {failure}");
            }
        }

        return failed;
    }
}
