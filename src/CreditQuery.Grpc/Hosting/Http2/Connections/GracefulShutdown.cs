using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Lets a connection end without losing a request: it is announced, one round trip later the last stream is named, then they end.</summary>
/// <remarks>Source: RFC 9113, 6.8.</remarks>
internal sealed class GracefulShutdown(ServerConnection connection)
{
    // The content of the ping that measures the round trip; keep-alive pings have another.
    private const ulong PingContent = 0x676F_6177_6179_0001;

    // How long a client that has been told of the end may take to close.
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(1);

    private readonly ServerConnection _connection = connection;
    private int _seconds;

    /// <summary>Whether new streams come too late.</summary>
    public bool RefusesStreams { get; private set; }

    /// <summary>Whether the connection ends when its streams have ended.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>Announces the end. Streams that were under way when the client hears of it are still served.</summary>
    public void Begin()
    {
        lock (_connection.Output.Gate)
        {
            if (IsClosing)
            {
                return;
            }

            IsClosing = true;
            _connection.Control.GoAway(int.MaxValue, Http2ErrorCode.NoError);
            _connection.Control.Ping(PingContent, isAck: false);
        }

        _connection.Output.Flush();
    }

    /// <summary>The client opens no more streams; those that are open end as they would.</summary>
    public void OnPeerLeaves()
    {
        lock (_connection.Output.Gate)
        {
            IsClosing = true;
            NameLastStream();
        }
    }

    /// <summary>A ping of ours is answered: if it was the one of the announcement, the client has heard of it.</summary>
    public void OnPingAnswered(ulong content)
    {
        if (content == PingContent)
        {
            lock (_connection.Output.Gate)
            {
                NameLastStream();
            }
        }
    }

    /// <summary>A second has passed: a client that answers no pings has had its time.</summary>
    public void OnSecond()
    {
        if (!IsClosing || RefusesStreams || ++_seconds < 2)
        {
            return;
        }

        lock (_connection.Output.Gate)
        {
            NameLastStream();
        }

        _connection.Output.Flush();
    }

    /// <summary>Reads on until the client closes, or a second has passed.</summary>
    /// <param name="input">What it sends, which is of no use any more.</param>
    /// <remarks>What still comes when a socket is closed makes the kernel answer with a reset, which may take the last replies from a proxy that has
    /// not read them.</remarks>
    public async Task LetClientCloseAsync(PipeReader input)
    {
        using var patience = new CancellationTokenSource(ClosingPatience, _connection.Limits.Time);
        try
        {
            for (var isClosed = false; !isClosed;)
            {
                var result = await input.ReadAsync(patience.Token);
                input.AdvanceTo(result.Buffer.End);
                isClosed = result.IsCompleted;
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // It does not close, or the node cannot wait.
        }
    }

    private void NameLastStream()
    {
        if (!RefusesStreams && IsClosing)
        {
            RefusesStreams = true;
            _connection.Control.GoAway(_connection.LastStreamId, Http2ErrorCode.NoError);
            if (_connection.Streams.Count == 0)
            {
                _connection.OnNoStreams();
            }
        }
    }
}
