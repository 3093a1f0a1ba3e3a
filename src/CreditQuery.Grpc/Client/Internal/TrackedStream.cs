using System.Net.Sockets;

namespace Grpc.Client;

/// <summary>A connection that tells when it is closed, once somebody wants to know.</summary>
internal sealed class TrackedStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private Action? _closed;

    /// <summary>Has somebody told of the end; called before the stream is given away.</summary>
    public void WhenClosed(Action closed) => _closed = closed;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Interlocked.Exchange(ref _closed, null)?.Invoke();
    }
}
