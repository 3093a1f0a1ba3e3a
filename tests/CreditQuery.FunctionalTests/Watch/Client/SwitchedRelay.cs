using System.Net;
using System.Net.Sockets;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>A fixed address in front of nodes that come and go: what connects to it reaches the node of the moment, until the test cuts it.</summary>
internal sealed class SwitchedRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _open = [];
    private CancellationTokenSource _silencing = new();
    private readonly Lock _gate = new();
    private readonly Task _accepting;

    public SwitchedRelay()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Port of the node; 0: nobody answers.</summary>
    public int Target { get; set; }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Points to a node.</summary>
    public void PointTo(Node.NodeHost node) => Target = new Uri(node.QueryAddress).Port;

    /// <summary>Cuts every connection in the middle of whatever comes.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            // Reset, not closed: as when a network fails.
            _open.ForEach(static client => client.Client?.Close(0));
            _open.Clear();
        }
    }

    /// <summary>Lets nothing more through on the connections that are open, and leaves them so: as when a machine is gone.</summary>
    public void Silence() => Interlocked.Exchange(ref _silencing, new CancellationTokenSource()).Cancel();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
        _silencing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptTcpClientAsync();
                _ = ServeAsync(caller);
            }
        }
        catch (Exception fault) when (fault is SocketException or InvalidOperationException)
        {
            // Stopped, while it waited or between two callers.
        }
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using var node = new TcpClient { NoDelay = true };
        caller.NoDelay = true;
        lock (_gate)
        {
            _open.AddRange([caller, node]);
        }

        try
        {
            await node.ConnectAsync(IPAddress.Loopback, Target);
            var (near, far) = (caller.GetStream(), node.GetStream());
            await PassAsync(near, far, _silencing.Token);
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or InvalidOperationException or ArgumentException)
        {
            // Nobody there, or cut.
        }
        finally
        {
            caller.Dispose();
        }
    }

    private static async Task PassAsync(NetworkStream near, NetworkStream far, CancellationToken silenced)
    {
        await Task.WhenAny(near.CopyToAsync(far, silenced), far.CopyToAsync(near, silenced));
        if (silenced.IsCancellationRequested)
        {
            // Whatever comes is taken, and goes nowhere.
            await Task.WhenAny(near.CopyToAsync(Stream.Null, CancellationToken.None), far.CopyToAsync(Stream.Null, CancellationToken.None));
        }
    }
}
