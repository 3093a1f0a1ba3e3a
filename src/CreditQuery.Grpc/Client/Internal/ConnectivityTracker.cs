using System.Net;
using System.Net.Sockets;
using CreditQuery.GrpcHosting;
using Grpc.Core;

namespace Grpc.Client;

/// <summary>Opens the connections of a channel and knows how many there are. Thread-safe.</summary>
/// <param name="address">Address of the channel.</param>
/// <param name="tls">TLS of its connections; null: in clear.</param>
/// <param name="time">Clock of the channel.</param>
internal sealed class ConnectivityTracker(Uri address, ChannelTls? tls, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DnsEndPoint _home = new(address.IdnHost, address.Port);
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

    /// <summary>Gives the HTTP handler a connection that can carry calls: the one made ahead, or a new one.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // A call may name another host: then the certificate must show that name.
        var host = tls is not null && context.InitialRequestMessage.Headers.Host is { Length: > 0 } named
            ? new Uri($"https://{named}").IdnHost
            : _home.Host;
        return (host == _home.Host ? Interlocked.Exchange(ref _spare, null) : null)
            ?? await OpenAsync(context.DnsEndPoint, host, cancellationToken);
    }

    /// <summary>Connects ahead of the first call; waits and tries again until it succeeds.</summary>
    public async Task ConnectAheadAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        while (State != ConnectivityState.Ready)
        {
            try
            {
                var stream = await OpenAsync(_home, _home.Host, cancellationToken);
                if (Interlocked.Exchange(ref _spare, stream) is { } other)
                {
                    await other.DisposeAsync();
                }
            }
            catch (Exception failure) when (failure is SocketException or IOException)
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

    /// <remarks>Ready means that calls can go out: with TLS the handshake is done and HTTP/2 agreed.</remarks>
    private async Task<Stream> OpenAsync(DnsEndPoint endpoint, string host, CancellationToken cancellationToken)
    {
        if (State != ConnectivityState.Ready)
        {
            Set(ConnectivityState.Connecting);
        }

        TrackedStream? transport = null;
        try
        {
            var stream = await Http2Connection.OpenAsync(
                endpoint, tls?.For(host), socket => transport = new TrackedStream(socket), time, cancellationToken);
            lock (_gate)
            {
                _open++;
                Change(ConnectivityState.Ready);
            }

            transport!.WhenClosed(Closed);
            return stream;
        }
        catch
        {
            lock (_gate)
            {
                Change(_open > 0 ? ConnectivityState.Ready : ConnectivityState.TransientFailure);
            }

            throw;
        }
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
