using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>The way between one node and Redis: a port that passes everything on, slowly, not at all, or lets it vanish.</summary>
internal sealed class FaultyNetwork : IAsyncDisposable
{
    private const int BufferBytes = 16 << 10;

    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private readonly Task _accepting;
    private volatile bool _isCut;
    private volatile bool _isSilent;
    private volatile int _delayMs;

    public FaultyNetwork(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Called with what the node has sent, before Redis gets it.</summary>
    public Func<ReadOnlyMemory<byte>, Task>? Passing { get; set; }

    /// <summary>Ends every connection and refuses new ones.</summary>
    public void Cut()
    {
        _isCut = true;
        Drop();
    }

    /// <summary>Holds everything back for a time.</summary>
    public void Slow(int delayMs) => _delayMs = delayMs;

    /// <summary>Takes everything and passes nothing on.</summary>
    public void Silence() => _isSilent = true;

    /// <summary>Passes everything on again; connections that lost something end.</summary>
    public void Heal()
    {
        if (_isSilent)
        {
            Drop();
        }

        (_isCut, _isSilent, _delayMs) = (false, false, 0);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Drop();
        await _accepting;
        _listener.Dispose();
    }

    private void Drop()
    {
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private async Task PassAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        (_sockets[near], _sockets[far]) = (0, 0);
        try
        {
            if (!_isCut)
            {
                await far.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(PassAsync(near, far, isSent: true), PassAsync(far, near, isSent: false));
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Redis is not there.
        }
        finally
        {
            _sockets.TryRemove(near, out _);
            _sockets.TryRemove(far, out _);
            near.Dispose();
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool isSent)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (_delayMs is > 0 and var delayMs)
                {
                    await Task.Delay(delayMs);
                }

                if (isSent && Passing is { } passing)
                {
                    await passing(buffer.AsMemory(0, count));
                }

                for (var sent = 0; sent < count && !_isSilent;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // One side has ended.
        }
    }
}
