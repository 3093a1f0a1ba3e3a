using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>Speaks Redis's protocol over a socket, as a publisher in another language may; answers come as one text.</summary>
internal sealed class RedisSocket : IDisposable
{
    private readonly TcpClient _client = new();
    private BufferedStream _stream = null!;

    public static async Task<RedisSocket> ConnectAsync(int port)
    {
        var socket = new RedisSocket();
        await socket._client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        socket._stream = new BufferedStream(socket._client.GetStream());
        return socket;
    }

    /// <summary>Sends a command.</summary>
    /// <param name="words">Strings or byte arrays.</param>
    /// <returns>The answer: text as it is, an error with its sign, numbers as text, arrays with their parts in brackets; nil is "(nil)".</returns>
    public async Task<string> SayAsync(params object[] words) => Tell(await AskAsync(words));

    /// <summary>Sends a command.</summary>
    /// <param name="words">Strings or byte arrays.</param>
    /// <returns>The answer: bytes, arrays of answers, everything else as text; null for nil.</returns>
    public async Task<object?> AskAsync(params object[] words)
    {
        await SendAsync(words);
        return await ReadAsync().WaitAsync(RedisProcess.Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a command without reading the answer.</summary>
    public async Task SendAsync(params object[] words)
    {
        var message = new MemoryStream();
        message.Write(Encoding.ASCII.GetBytes($"*{words.Length}\r\n"));
        foreach (var word in words)
        {
            var bytes = word as byte[] ?? Encoding.UTF8.GetBytes(Convert.ToString(word, CultureInfo.InvariantCulture)!);
            message.Write(Encoding.ASCII.GetBytes($"${bytes.Length}\r\n"));
            message.Write(bytes);
            message.Write("\r\n"u8);
        }

        await _stream.WriteAsync(message.ToArray(), TestContext.Current.CancellationToken);
        await _stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private static string Tell(object? answer) => answer switch
    {
        null => "(nil)",
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        object?[] parts => "[" + string.Join(", ", parts.Select(Tell)) + "]",
        _ => (string)answer,
    };

    private async Task<object?> ReadAsync()
    {
        var line = await LineAsync();
        switch (line[0])
        {
            case '$' when line == "$-1":
            case '*' when line == "*-1":
                return null;
            case '$':
                var bytes = new byte[int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture) + 2];
                await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
                return bytes[..^2];
            case '*':
                var parts = new object?[int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)];
                for (var i = 0; i < parts.Length; i++)
                {
                    parts[i] = await ReadAsync();
                }

                return parts;
            case '-':
                return line;
            default:
                return line[1..];
        }
    }

    private async Task<string> LineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < 2 || line[^1] != '\n')
        {
            await _stream.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            line.Append((char)one[0]);
        }

        return line.ToString(0, line.Length - 2);
    }
}
