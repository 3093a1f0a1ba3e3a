namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>One bidirectional stream per connection: messages are sent many to a DATA frame, with a bounded number unanswered.</summary>
internal static class StreamLoad
{
    // Enough to keep the server busy while answers travel; little enough to fit the windows.
    private const int Unanswered = 4096;

    /// <summary>Sends the messages and waits for as many.</summary>
    /// <param name="address">The server.</param>
    /// <param name="path">The method.</param>
    /// <param name="opening">Sent first and not answered; empty for nothing.</param>
    /// <param name="frames">Messages with their prefixes, sent in turn.</param>
    /// <param name="messages">How many messages.</param>
    /// <param name="connections">Connections, one stream on each.</param>
    public static Task RunAsync(Uri address, string path, byte[] opening, byte[][] frames, int messages, int connections) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Factory.StartNew(
            () => Run(address, path, opening, frames, number * 7919, messages / connections),
            TaskCreationOptions.LongRunning)));

    private static void Run(Uri address, string path, byte[] opening, byte[][] frames, int first, int messages)
    {
        using var connection = new LoadConnection(address, path, hasOneStream: true);
        var stream = connection.AppendHeaders();
        if (opening.Length > 0)
        {
            connection.AppendData(stream, opening, end: false);
        }

        var answers = new MessageCounter();
        var batch = new byte[16 * 1024];
        var (sent, ended) = (0, 0);
        while (ended == 0)
        {
            while (sent < messages)
            {
                var (filled, taken) = Fill(batch, frames, first + sent, Math.Min(messages - sent, Unanswered - (int)(sent - answers.Count)),
                    Math.Min(connection.SendWindow, connection.StreamWindow));
                if (taken == 0)
                {
                    break;
                }

                sent += taken;
                connection.AppendData(stream, batch.AsSpan(0, filled), end: sent == messages);
            }

            connection.Send();
            ended = connection.Receive(answers.Take);
        }

        if (answers.Count != messages)
        {
            throw new InvalidOperationException($"{path}: {answers.Count} answers to {messages} messages.");
        }
    }

    /// <summary>Puts as many messages into a frame as fit.</summary>
    private static (int Bytes, int Messages) Fill(byte[] batch, byte[][] frames, int next, int most, int window)
    {
        var room = Math.Min(batch.Length, window);
        var (bytes, messages) = (0, 0);
        for (; messages < most; messages++)
        {
            var frame = frames[(next + messages) % frames.Length];
            if (bytes + frame.Length > room)
            {
                break;
            }

            frame.CopyTo(batch, bytes);
            bytes += frame.Length;
        }

        return (bytes, messages);
    }
}
