namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>Unary calls: so many connections, so many streams on each, the next call when one ends.</summary>
internal static class UnaryLoad
{
    /// <summary>Makes the calls.</summary>
    /// <param name="address">The server.</param>
    /// <param name="path">The method.</param>
    /// <param name="frames">Request messages with their prefixes, sent in turn.</param>
    /// <param name="calls">How many calls.</param>
    /// <param name="connections">Connections.</param>
    /// <param name="streams">Calls under way on each.</param>
    /// <returns>Bytes of all response messages; a call that brings none fails the run.</returns>
    public static async Task<long> RunAsync(Uri address, string path, byte[][] frames, int calls, int connections = 4, int streams = 50)
    {
        var bytes = await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Factory.StartNew(
            () => Run(address, path, frames, number * 7919, calls / connections, streams),
            TaskCreationOptions.LongRunning)));
        return bytes.Sum();
    }

    private static long Run(Uri address, string path, byte[][] frames, int first, int calls, int streams)
    {
        using var connection = new LoadConnection(address, path, hasOneStream: false);
        var bytes = 0L;
        var messages = new MessageCounter();
        var (started, ended) = (0, 0);
        while (ended < calls)
        {
            for (; started < calls && started - ended < streams; started++)
            {
                var frame = frames[(first + started) % frames.Length];
                if (connection.SendWindow < frame.Length)
                {
                    break;
                }

                connection.AppendData(connection.AppendHeaders(), frame, end: true);
            }

            connection.Send();
            ended += connection.Receive(data =>
            {
                bytes += data.Length;
                messages.Take(data);
            });
        }

        // A failure has no message: it shows as a missing one.
        return messages.Count == calls ? bytes : throw new InvalidOperationException($"{path}: {messages.Count} answers to {calls} calls.");
    }
}
