using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Client;

/// <summary>Opens the connections of a channel and knows how many there are. Thread-safe.</summary>
internal sealed class ConnectivityTracker : IDisposable
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream? _spare;
    private int _open;
    private ConnectivityState _state = ConnectivityState.Idle;

    public ConnectivityState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Gives the HTTP handler a connection: the one made ahead, or a new one.</summary>
    public async ValueTask<Stream> ConnectSocketAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _spare, null) ?? await OpenAsync(context.DnsEndPoint, cancellationToken);

    /// <summary>Connects ahead of the first call; waits and tries again until it succeeds.</summary>
    public async Task ConnectAsync(Uri address, Backoff backoff, TimeProvider time, CancellationToken cancellationToken)
    {
        while (State != ConnectivityState.Ready)
        {
            try
            {
                var stream = await OpenAsync(new DnsEndPoint(address.IdnHost, address.Port), cancellationToken);
                if (Interlocked.Exchange(ref _spare, stream) is { } other)
                {
                    await other.DisposeAsync();
                }
            }
            catch (SocketException)
            {
                await Task.Delay(backoff.Next(), time, cancellationToken);
            }
        }
    }

    public async Task WaitForChangeAsync(ConnectivityState last, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (_state != last)
                {
                    return;
                }

                change = _change.Task;
            }

            await change.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        Set(ConnectivityState.Shutdown);
        Interlocked.Exchange(ref _spare, null)?.Dispose();
    }

    private async Task<Stream> OpenAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        if (State != ConnectivityState.Ready)
        {
            Set(ConnectivityState.Connecting);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            lock (_gate)
            {
                Change(_open > 0 ? ConnectivityState.Ready : ConnectivityState.TransientFailure);
            }

            throw;
        }

        lock (_gate)
        {
            _open++;
            Change(ConnectivityState.Ready);
        }

        return new TrackedStream(socket, Closed);
    }

    private void Closed()
    {
        lock (_gate)
        {
            if (--_open == 0)
            {
                Change(ConnectivityState.Idle);
            }
        }
    }

    private void Set(ConnectivityState state)
    {
        lock (_gate)
        {
            Change(state);
        }
    }

    private void Change(ConnectivityState state)
    {
        if (_state == state || _state == ConnectivityState.Shutdown)
        {
            return;
        }

        _state = state;
        _change.TrySetResult();
        _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
