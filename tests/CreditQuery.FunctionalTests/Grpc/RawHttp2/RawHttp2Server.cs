using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>A cleartext HTTP/2 server by hand on a free port of 127.0.0.1, to misbehave in front of a client.</summary>
/// <remarks>The behaviour runs once per connection; when it returns, the connection stays open until the server goes.</remarks>
internal sealed class RawHttp2Server : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentQueue<RawHttp2Connection> _connections = [];
    private readonly ConcurrentQueue<Task> _behaviours = [];
    private readonly RawHttp2Options _options;
    private readonly Func<RawHttp2Connection, Task> _behaviour;
    private readonly Task _accepting;

    public RawHttp2Server(Func<RawHttp2Connection, Task> behaviour, RawHttp2Options? options = null)
    {
        _behaviour = behaviour;
        _options = options ?? new RawHttp2Options();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The connections so far, in order.</summary>
    public IReadOnlyList<RawHttp2Connection> Connections => [.. _connections];

    /// <summary>Ends when the behaviours of all connections so far have; fails when one of them failed.</summary>
    public Task BehavioursAsync() => Task.WhenAll(_behaviours).WaitAsync(_options.Timeout);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                var connection = new RawHttp2Connection(new NetworkStream(socket, ownsSocket: true), _options);
                _connections.Enqueue(connection);
                _behaviours.Enqueue(ServeAsync(connection));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener is gone: the test is over.
        }
    }

    private async Task ServeAsync(RawHttp2Connection connection)
    {
        await connection.ReadPrefaceAsync();
        await connection.StartAsync();
        await _behaviour(connection);
    }
}
